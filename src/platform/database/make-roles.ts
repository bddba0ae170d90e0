/**
 * The roles of the application, and who may take them on. They belong to the whole cluster: a neighbour database's start may
 * be making the same ones right now, and where they stand already no right to make roles is needed.
 */
import type { Client } from 'pg';
import { APPLICATION_ROLE, type DatabaseRole, PART_ROLES } from './roles.js';

/** `login` takes on `role`: where it may not, it is given the one of all parts. */
export async function makeRoles(owner: Client, login: string, role: DatabaseRole): Promise<void> {
  for (const made of [APPLICATION_ROLE, ...PART_ROLES]) {
    await unlessDone(owner, `to_regrole('${made}') is null`, `create role ${made} nologin`);
  }
  for (const part of PART_ROLES) {
    await unlessDone(
      owner,
      `not pg_has_role('${APPLICATION_ROLE}', '${part}', 'member')`,
      `grant ${part} to ${APPLICATION_ROLE}`,
    );
  }
  if (!(await mayTake(owner, login, role))) await giveAll(owner, login);
  // What is made here becomes a role's: only a member can give it away.
  if (!(await mayTake(owner, owner.user!, APPLICATION_ROLE))) await giveAll(owner, owner.user!);
}

const unlessDone = (owner: Client, missing: string, statement: string) =>
  owner.query(`do $$ begin
      if ${missing} then ${statement}; end if;
    exception when duplicate_object or unique_violation then null; end $$`);

const giveAll = (owner: Client, login: string) =>
  owner.query(`grant ${APPLICATION_ROLE} to ${owner.escapeIdentifier(login)}`);

/** From PostgreSQL 16 on, whoever made a role is its member without the right to take it on. false: there is none, too. */
export async function mayTake(client: Client, login: string, role: DatabaseRole): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean | null }>(
    `select pg_has_role($1, to_regrole($2)::oid,
                        case when current_setting('server_version_num')::integer < 160000 then 'member' else 'set' end) as may`,
    [login, role],
  );
  return rows[0]!.may === true;
}
