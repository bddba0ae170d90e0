/** The folder of a screen is its address: `inputs.id` stands at `/inputs/:id`, and `overview` is what one comes to first. */
const HOME = 'overview';

export function addressOf(folder: string): string {
  if (folder === HOME) return '';
  const [first, ...parameters] = folder.split('.');
  return ['', first, ...parameters.map((name) => `:${name}`)].join('/');
}

/** What the parameters of an address are in a path; null: the path is not of this address. */
export function match(address: string, path: string): Record<string, string> | null {
  const [wanted, given] = [address.split('/'), path.split('/')];
  if (wanted.length !== given.length) return null;
  const parameters: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const found = given[at] ?? '';
    if (part.startsWith(':') && found !== '') parameters[part.slice(1)] = decoded(found);
    else if (part !== found) return null;
  }
  return parameters;
}

/** What is no percent-encoding stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
