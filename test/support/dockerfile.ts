/** The Dockerfile as its stages, its global arguments put in. */
import ignore from '@balena/dockerignore';
import { DockerfileParser, type Instruction, ModifiableInstruction } from 'dockerfile-ast';
import { readShipped } from './containers.js';

export interface Step {
  keyword: string;
  flags: Record<string, string>;
  /** Without flags, as it stands there. */
  text: string;
  args: string[];
}

export interface Stage {
  name: string;
  base: string;
  steps: Step[];
}

export const dockerfileText = readShipped('Dockerfile');

function stepOf(instruction: Instruction): Step {
  const text = (instruction.getRawArgumentsContent() ?? '').replaceAll(/\\\n\s*/g, '');
  const flags = instruction instanceof ModifiableInstruction ? instruction.getFlags() : [];
  return {
    keyword: instruction.getKeyword(),
    flags: Object.fromEntries(flags.map((flag) => [flag.getName(), flag.getValue() ?? ''])),
    text,
    args: text.split(/\s+/),
  };
}

export function readStages(): Stage[] {
  const parsed = DockerfileParser.parse(dockerfileText);
  const given = new Map(
    parsed.getInitialARGs().map((arg) => [arg.getProperty()!.getName(), arg.getProperty()!.getValue()]),
  );
  return parsed.getInstructions().reduce<Stage[]>((stages, instruction) => {
    const step = stepOf(instruction);
    if (step.keyword === 'FROM') {
      const [image = '', , name = ''] = step.args;
      stages.push({ name, base: image.replace(/^\$\{(\w+)\}$/, (_, arg) => given.get(arg) ?? ''), steps: [] });
    } else stages.at(-1)?.steps.push(step);
    return stages;
  }, []);
}

export const steps = (stage: Stage, keyword: string): Step[] => stage.steps.filter((step) => step.keyword === keyword);

/** The command of a CMD in its JSON form, also of one that stands behind HEALTHCHECK. */
export const commandOf = ({ text }: Step): string[] => JSON.parse(text.replace(/^CMD /, ''));

const leftOut = ignore.default({ ignorecase: false }).add(readShipped('.dockerignore'));

/** By .dockerignore, as the builder reads it. */
export const isLeftOut = (path: string): boolean => leftOut.ignores(path);
