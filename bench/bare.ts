import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

// The least that can answer: node:http and pg, which send the same rows as JSON. Its first argument is the database.

const part = (column: string): string =>
  `(select dossier_id, entered_at from read.dossier_list where ${column} = $1 order by entered_at desc, dossier_id desc limit 20)`;
const questions: Record<string, string> = {
  page: `select * from read.dossier_list where dossier_id in (select dossier_id from (${['competent_unit', 'place_of_receipt', 'holder_unit', 'giver_unit'].map(part).join(' union ')}) any_part
         order by entered_at desc, dossier_id desc limit 20) order by entered_at desc, dossier_id desc`,
  centers: 'select * from read.center_readiness where $1::text is not null',
  matrix: 'select * from read.duties where directive_id = $1',
};

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 });
const server = createServer((request, response) => {
  const [, name = '', value] = request.url?.split('/') ?? [];
  pool.query({ name, text: questions[name] ?? '', values: [value] }).then(
    ({ rows }) => {
      const body = Buffer.from(JSON.stringify(rows));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
    },
    (error: Error) => response.writeHead(500, { 'content-length': error.message.length }).end(error.message),
  );
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
