import process from 'node:process';
import { moveForEver, startPeople } from './people.ts';

// A worker in a process of its own, for tests that kill it.
const { LOG = '', READ = '', KEYS = '', MASTER_KEY = '' } = process.env;
const people = await startPeople({ log: LOG, read: READ, keys: KEYS, masterKey: MASTER_KEY }, true);
process.stdout.write('working\n');
await moveForEver(people);
