import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { channelsIn, contactOf, loadContacts } from '#processes/notices/channel.ts';

const webhook = { url: 'https://example.vn/', secrets: [`whsec_${Buffer.alloc(24).toString('base64')}`] };
const contacts = {
  '25747': { email: 'trungtam@example.vn', webhook },
  'official-cb-1': { email: 'can.bo.1@example.vn' },
};

it('reaches an official at his own address, and at his Center where none is known', () => {
  expect(contactOf(contacts, { to: '25747', official: 'cb-1' })?.email).toBe('can.bo.1@example.vn');
  expect(contactOf(contacts, { to: '25747', official: 'cb-2' })?.email).toBe('trungtam@example.vn');
  expect(contactOf(contacts, { to: '25747', official: null })?.email).toBe('trungtam@example.vn');
  expect(contactOf(contacts, { to: '25750', official: 'cb-2' })).toBeUndefined();
  expect(channelsIn(contacts)('25747', 'cb-1')).toEqual(['email']);
  expect(channelsIn(contacts)('25747', 'cb-2')).toEqual(['email', 'webhook']);
});

it('takes addresses of officials from the file of contacts, and says which entry is wrong', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'motcua-contacts-'));
  const file = path.join(dir, 'contacts.json');
  try {
    await writeFile(file, JSON.stringify(contacts));
    expect(loadContacts(file)).toEqual(contacts);
    await writeFile(file, JSON.stringify({ 'Cán bộ': { email: 'a@example.vn' } }));
    expect(() => loadContacts(file)).toThrow('CONTACTS_FILE');
  } finally {
    await rm(dir, { recursive: true });
  }
});
