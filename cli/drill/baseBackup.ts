import { chownSync, copyFileSync, lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openConnection } from '#events/store/postgres/pool.ts';

/** What PostgreSQL makes anew when it starts, or takes from the archive; a base backup goes without their contents. */
const emptied = new Set(['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans']);
const left = /^(postmaster\.(pid|opts)|pgsql_tmp.*|pg_internal\.init.*)$/;

/** Runs `work`; undefined where what it works on has gone meanwhile. */
const unlessGone = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Copies a folder with owners and rights. Files that vanish meanwhile are left out: a server at work drops some. */
export const copyFolder = (from: string, to: string): void => {
  const { uid, gid, mode } = lstatSync(from);
  mkdirSync(to, { mode });
  chownSync(to, uid, gid);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (left.test(entry.name)) continue;
    if (entry.isDirectory() && emptied.has(entry.name)) mkdirLike(source, target);
    else if (entry.isDirectory()) copyFolder(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else
      unlessGone(() => {
        const stats = lstatSync(source);
        copyFileSync(source, target);
        chownSync(target, stats.uid, stats.gid);
      });
  }
};

/** An empty folder with the owner and rights of another one, and the folders in it that PostgreSQL expects. */
const mkdirLike = (source: string, target: string): void => {
  const { uid, gid, mode } = lstatSync(source);
  mkdirSync(target, { mode });
  chownSync(target, uid, gid);
  if (path.basename(source) === 'pg_wal')
    for (const part of ['archive_status', 'summaries']) unlessGone(() => mkdirLike(path.join(source, part), path.join(target, part)));
};

/** A file of the cluster, owned as the cluster is. */
const writeInto = (pgDir: string, name: string, text: string): void => {
  const { uid, gid } = lstatSync(pgDir);
  const file = path.join(pgDir, name);
  writeFileSync(file, text, { mode: 0o600 });
  chownSync(file, uid, gid);
};

/**
 * Takes a base backup of the running server whose cluster is `pgDir` into the new folder `to`, as `pg_basebackup` does
 * where there is one. What it needs of the WAL is in the archive when this resolves. `url`: a superuser's.
 */
export const takeBaseBackup = async (url: string, pgDir: string, to: string): Promise<void> => {
  const client = await openConnection({ url, name: 'base backup', timeoutMs: 10_000, patient: true });
  try {
    await client.query(`select pg_backup_start('restore drill', fast => true)`);
    copyFolder(pgDir, to);
    // the label is not in the folder that was copied: without it a restore would begin at the wrong checkpoint
    const { rows } = await client.query<{ label: string }>('select labelfile as label from pg_backup_stop(wait_for_archive => true)');
    writeInto(to, 'backup_label', rows[0]?.label ?? '');
  } finally {
    await client.end();
  }
};

/** Has a restored cluster recover from the archive when it is started, instead of going on from where the copy ends. */
export const markForRecovery = (pgDir: string): void => writeInto(pgDir, 'recovery.signal', '');

/** Settings under which a server hands its WAL to an archive: a segment is never written twice. */
export const archiving = (archive: string): Record<string, string> => ({
  wal_level: 'replica',
  archive_mode: 'on',
  archive_command: `test ! -f "${archive}/%f" && cp "%p" "${archive}/%f"`,
});

/** Settings under which a server recovers up to a moment, and then goes on in a timeline of its own. */
export const recoveringTo = (archive: string, moment: string): Record<string, string> => ({
  restore_command: `cp "${archive}/%f" "%p"`,
  recovery_target_time: moment,
  recovery_target_action: 'promote',
});
