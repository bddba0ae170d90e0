import { createServer } from 'node:http';

process.once('disconnect', () => process.exit());
const hanging = new Set();
let arrivals = {};

const server = createServer((request, response) => {
  const name = request.url.slice(1);
  arrivals[name] ??= [];
  arrivals[name].push(performance.now());
  request.resume().once('end', () => {
    if (!hanging.has(name)) response.end('thanks');
  });
});
process.on('message', ({ hang }) => {
  if (hang) hanging.add(hang);
  process.send(arrivals);
  arrivals = {};
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
