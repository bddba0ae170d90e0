import Fastify from 'fastify';

process.once('disconnect', () => process.exit());
const fastify = Fastify();
// Read as it is: to parse it would be doing something with it.
fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
fastify.post('/v1/destinations/:name/inputs', (_request, reply) => reply.code(202).send());
process.send({ url: await fastify.listen({ host: '127.0.0.1', port: 0 }) });
