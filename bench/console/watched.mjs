/** A page that somebody looks at for some seconds: how evenly it is drawn, and what that costs. */
import { setTimeout as pause } from 'node:timers/promises';
import { opened } from './opened.mjs';

const WARM_UP_MS = 3_000;
const MEASURE_MS = 10_000;

export async function watched(browser, address, { path }) {
  const page = await opened(browser, address);
  try {
    await page.addInitScript(countHeard);
    await page.goto(address.url + path);
    await page.locator('[data-live=open]').waitFor();
    const debug = await page.context().newCDPSession(page);
    await debug.send('Performance.enable');
    await pause(WARM_UP_MS);
    const before = await busySeconds(debug);
    const seen = await page.evaluate(watchFrames, MEASURE_MS);
    const busy = ((await busySeconds(debug)) - before) / (MEASURE_MS / 1_000);
    return { ...figuresOf(seen), busy };
  } finally {
    await page.context().close();
  }
}

async function busySeconds(debug) {
  const { metrics } = await debug.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value;
}

function figuresOf({ frames, longTasks, rows, heard }) {
  const sorted = frames.toSorted((a, b) => a - b);
  const at = (part) => sorted[Math.floor(sorted.length * part)];
  const longest = sorted.at(-1);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), longest, longTasks, rows, heard: heard / (MEASURE_MS / 1_000) };
}

/** Runs in the page, before its own scripts: each event is heard by one listener. */
function countHeard() {
  globalThis.heard = 0;
  const { addEventListener } = EventSource.prototype;
  EventSource.prototype.addEventListener = function (type, listener, options) {
    const counting = (message) => {
      globalThis.heard++;
      listener(message);
    };
    addEventListener.call(this, type, counting, options);
  };
}

/** Runs in the page. */
async function watchFrames(ms) {
  const [frames, tasks] = [[], []];
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries()));
  observer.observe({ type: 'longtask' });
  const [begun, heard] = [performance.now(), globalThis.heard];
  let rows = 0;
  await new Promise((resolve) => {
    let last = begun;
    requestAnimationFrame(function next(now) {
      frames.push(now - last);
      last = now;
      rows = Math.max(rows, document.querySelectorAll('[role=row]').length);
      if (now - begun < ms) requestAnimationFrame(next);
      else resolve();
    });
  });
  observer.disconnect();
  return { frames: frames.slice(1), longTasks: tasks.length, rows, heard: globalThis.heard - heard };
}
