// Loaded into the core's thread: the host dies at the very moment at which a module's process has been spawned.
const childProcess = require('node:child_process');
const { spawn } = childProcess;

childProcess.spawn = (...args) => {
  const child = spawn(...args);
  const { stdio, env } = args[2] ?? {};
  // A module's process has an IPC channel, of Node's own or a pipe.
  if (stdio?.includes('ipc') || env?.NODE_CHANNEL_FD) process.kill(process.pid, 'SIGKILL');
  return child;
};
