/** docs/configuration.md: a chapter's variables are a table, as a file of src/config describes them. */

const HEAD = `<!-- Made from src/config by npm run docs: change it there. -->
# Configuration

Everything is a variable of the environment, read once, at the start. An empty one counts as not set. What is wrong is
named in one line, each variable with its rule, and nothing is started. **Production** means that \`DATABASE_URL\` is set.

A variable with † may stand in a file: its path is given in the name with \`_FILE\` at its end, as in
\`INTAKE_ADMIN_KEY_FILE=/run/secrets/admin-key\`; never both. *Read by* names roles (\`INTAKE_ROLES\`).
`;

const TAIL = `
## Not of the server

\`INTAKE_SKIP_BUILD=on\` has \`npm start\` and \`npx --no intake\` run what is built, without looking whether it is new.
What the command line reads: [cli.md](cli.md).
`;

export const configurationPage = (chapters) =>
  [HEAD, ...Object.entries(chapters).map(([title, settings]) => chapter(title, settings)), TAIL].join('');

const chapter = (title, settings) => `
## ${title}

| variable | not set | values | read by | what it does |
|---|---|---|---|---|
${settings.map(row).join('\n')}
`;

const row = ({ name, otherwise, values, roles, does, fromFile }) =>
  `| \`${name}\`${fromFile ? ' †' : ''} | ${otherwise} | ${values} | ${roles} | ${does} |`;
