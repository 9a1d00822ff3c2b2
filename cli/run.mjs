// Runs a program of this project on Node 26 from a fresh clone: needs only git, Node 20 or later and npm.
// Installs dependencies when they are missing or older than the lock file, then starts the Node that came with them.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const modules = path.join(root, 'node_modules');
const stamp = path.join(modules, '.motcua-installed');
const lock = path.join(modules, '..', '.install.lock');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const wanted = createHash('sha256')
  .update(readFileSync(path.join(root, 'package-lock.json')))
  .update(`${process.platform}-${process.arch}`)
  .digest('hex');
const node = path.join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

const say = (text) => process.stderr.write(`${text}\n`);
const installed = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(node);
const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Runs one installation at a time: two `npm ci` in one folder delete each other's files. */
const withLock = (work) => {
  const deadline = Date.now() + 15 * 60_000;
  for (;;) {
    try {
      mkdirSync(lock);
      writeFileSync(path.join(lock, 'pid'), String(process.pid));
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const owner = existsSync(path.join(lock, 'pid')) ? Number(readFileSync(path.join(lock, 'pid'), 'utf8')) : 0;
      const stale = owner ? !alive(owner) : existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 5_000;
      if (stale) rmSync(lock, { recursive: true, force: true });
      else if (Date.now() > deadline)
        throw new Error(`Another installation (process ${owner}) does not end; remove ${lock} if it is gone.`);
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  try {
    return work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
};

/** Installs what is missing; answers what went wrong, if anything did. */
const install = () => {
  if (installed()) return undefined;
  say('Installing dependencies (npm ci) …');
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) return 'npm ci failed; see above. Nothing was started.';
  // npm may be configured to run no install scripts; this one is needed, and harmless to run again.
  if (!existsSync(node))
    spawnSync(process.execPath, ['installArchSpecificPackage.js'], { cwd: path.join(modules, 'node'), stdio: ['ignore', 2, 2] });
  if (!existsSync(node)) return `Node 26 for ${process.platform}-${process.arch} could not be had from npm: ${node} is missing.`;
  writeFileSync(stamp, wanted);
  return undefined;
};

const failure = installed() ? undefined : withLock(install);
if (failure) {
  say(failure);
  process.exit(1);
}

// What was compiled for one start serves the next ones. The heap grows by a third before it is collected, instead of up
// to fourfold: most of what a process held was garbage.
const compiled = process.env.NODE_COMPILE_CACHE || path.join(modules, '.cache', 'motcua');
const child = spawn(node, ['--heap-growing-percent=30', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, NODE_COMPILE_CACHE: compiled, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` },
});
// A terminal sends SIGINT to the whole process group: the child has it already and decides how to stop.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
