/** Prints how a program is used, and ends it well, where `--help` or `-h` is asked for; before anything is started. */
export const helpIfAsked = (usage: string): void => {
  if (!process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h')) return;
  process.stdout.write(`${usage}\n`);
  process.exit(0);
};
