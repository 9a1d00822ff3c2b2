import { describe, expect, it } from 'vitest';
import { fileNameOf, plainName } from '#http/server/fileNames.ts';

const now = '2025-07-01T18:00:00.000Z';

describe('a file is named after', () => {
  it.each([
    ['/dossiers', {}, 'dossiers-2025-07-02'],
    ['/dossiers', { unit: '25747' }, 'dossiers-25747-2025-07-02'],
    ['/dossiers/queue', { unit: '25747', on: '2025-06-30' }, 'dossiers-queue-25747-2025-06-30'],
    ['/workload', { unit: '25747', from: '2025-06-01', to: '2025-06-30' }, 'workload-25747-2025-06-01-2025-06-30'],
    ['/registers/:unit/:day', { unit: '25747', day: '2025-06-30' }, 'registers-25747-2025-06-30'],
    [
      '/directives/:directiveId/late',
      { directiveId: 'ct-2025-06', asOf: { at: '2025-06-25T10:00:00.000Z' } },
      'directives-ct-2025-06-late-2025-06-25',
    ],
    ['/audit', { asOf: { position: 17 } }, 'audit-2025-07-02'],
  ])('what was asked for: %s %j', (path, asked, name) => expect(fileNameOf(path, asked, now)).toBe(name));

  it('something that every file system takes', () => {
    expect(fileNameOf('/audit', { unit: '../../etc/"passwd"\r\n' }, now)).toBe('audit-..-..-etc-passwd-2025-07-02');
    expect(plainName('Sổ theo dõi; "x"')).toBe('So-theo-doi-x');
  });
});
