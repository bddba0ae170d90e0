/** The process of one measurement: runs the program it is given, and tells what that answers. */
// Where nobody waits for the answer any more, it ends.
process.once('disconnect', () => process.exit());
const [program, options] = process.argv.slice(2);
const { default: measure } = await import(program);
const answer = await measure(JSON.parse(options));
process.send({ peakBytes: process.resourceUsage().maxRSS * 1024, ...answer });
process.disconnect();
