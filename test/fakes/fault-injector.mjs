// Loaded into the program with `node --import`: SIGUSR2 and SIGWINCH make it fail where nobody catches it.
process.on('SIGUSR2', () => {
  setImmediate(() => {
    throw new Error('An error that nobody caught.');
  });
});
process.on('SIGWINCH', () => void Promise.reject(new Error('A rejection that nobody handled.')));
