/** /openapi.json and /docs: Swagger UI from this machine, with nothing fetched from anywhere else. */
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { contentPolicy } from './security-headers.js';

// Swagger UI comes with @nestjs/swagger, in the version that belongs to it.
const swagger = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'));
const ASSETS = dirname(swagger.resolve('swagger-ui-dist/package.json'));
const FILES = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Intake API</title>
<link rel="icon" type="image/png" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;
const START = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#ui', deepLinking: true, validatorUrl: 'none', tryItOutEnabled: true });\n`;

/** The document is made when it is first asked for: a start does not wait for it. */
export function serveDocs(fastify: FastifyInstance, document: () => object, publicUrl: string | null): void {
  let json: string | null = null;
  fastify.get('/openapi.json', async (_request, reply) => {
    json ??= JSON.stringify(document());
    return reply.type('application/json; charset=utf-8').header('cache-control', 'no-cache').send(json);
  });
  fastify.register(async (docs) => {
    const policy = policyFor(publicUrl);
    docs.addHook('onRequest', async (_request, reply) => {
      reply.header('content-security-policy', policy);
    });
    docs.get('/docs', async (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
    docs.get('/docs/start.js', async (_request, reply) => reply.type('text/javascript; charset=utf-8').send(START));
    for (const [file, type] of Object.entries(FILES)) {
      docs.get(`/docs/${file}`, async (_request, reply) =>
        reply
          .type(type)
          .header('cache-control', 'public, max-age=3600')
          .send(createReadStream(join(ASSETS, file))),
      );
    }
  });
}

/** Swagger UI draws with data: images; requests go to the server of the document. */
const policyFor = (publicUrl: string | null): string =>
  contentPolicy({
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data:",
    'connect-src': publicUrl === null ? "'self'" : `'self' ${new URL(publicUrl).origin}`,
  });
