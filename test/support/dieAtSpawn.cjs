// Loaded into the core's thread: the host dies at the very moment at which a module's process has been spawned.
const childProcess = require('node:child_process');
const { spawn } = childProcess;

childProcess.spawn = (...args) => {
  const child = spawn(...args);
  if (args[2]?.stdio?.includes('ipc')) process.kill(process.pid, 'SIGKILL');
  return child;
};
