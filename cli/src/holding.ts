/** One destination, or all of them, held back and let go again. */
import type { Client } from 'openapi-fetch';
import type { AddCommand, Tools } from './command.js';
import { destinationTable } from './destinations.js';
import { EXIT, Stopped } from './exit.js';
import type { paths } from './openapi.js';

type Verb = 'pause' | 'resume';
type Api = Client<paths>;

const ONE = {
  pause: (api: Api, name: string) => api.POST('/v1/destinations/{name}/pause', { params: { path: { name } } }),
  resume: (api: Api, name: string) => api.POST('/v1/destinations/{name}/resume', { params: { path: { name } } }),
};
const ALL = {
  pause: (api: Api) => api.POST('/v1/admin/delivery/pause'),
  resume: (api: Api) => api.POST('/v1/admin/delivery/resume'),
};

export const holding =
  (verb: Verb, { description, all }: { description: string; all: string }): AddCommand =>
  (program, act) => {
    program
      .command(verb)
      .argument('[destination]', 'its name')
      .option('--all', all)
      .description(description)
      .action(
        act(async (tools, name: string | undefined, options: { all?: true }) => {
          if ((name === undefined) !== (options.all === true))
            throw new Stopped(EXIT.usage, `name a destination to ${verb}, or say --all`);
          await (name === undefined ? holdAll(tools, verb) : holdOne(tools, verb, name));
        }),
      );
  };

async function holdOne({ intake, out }: Tools, verb: Verb, name: string): Promise<void> {
  const destination = await intake.ask((api) => ONE[verb](api, name));
  out.result(destination, destinationTable([destination], out));
}

async function holdAll({ intake, out }: Tools, verb: Verb): Promise<void> {
  const now = await intake.ask((api) => ALL[verb](api));
  out.result(now, now.paused ? 'All delivery is paused: nothing is sent until it is resumed' : 'Delivery goes on');
}
