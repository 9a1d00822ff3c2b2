import process from 'node:process';
import { testSettings } from '#test/support/settings.ts';
import { startDuties } from './duties.ts';

// A worker in a process of its own, for tests that kill it.
const { LOG = '', READ = '', KEYS = '', MASTER_KEY = '' } = process.env;
await startDuties({ log: LOG, read: READ, keys: KEYS, masterKey: MASTER_KEY }, testSettings);
process.stdout.write('working\n');
