/** The read models of the build, their tables known, as after Intake's own start. */
import { placeInSchemas } from '../../dist/platform/database/read-model-schema.js';
import { loadProjections } from '../../dist/platform/discover.js';
import { definedProjections } from '../../dist/platform/projector/projection.js';

let loaded = null;

export function readModels() {
  loaded ??= load();
  return loaded;
}

async function load() {
  await loadProjections();
  placeInSchemas(definedProjections());
  return definedProjections();
}

export const readModel = async (wanted) => (await readModels()).find(({ name }) => name === wanted);
