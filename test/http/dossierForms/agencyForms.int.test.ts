import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Paper } from '#http/documents/paper.ts';
import {
  catalogued,
  dossierIdOf,
  established,
  extended,
  handedOver,
  received,
  settled,
  stopped,
  supplementRequested,
  unit,
  versionPublished,
} from '#test/support/events.ts';
import { createPaperWorld, july, type PaperWorld } from './world.ts';

const agency = 'justice';
const [dossierId, stoppedOne] = [1, 2].map(dossierIdOf) as [string, string];
const by = { unit: agency };
const owner = { kind: 'citizen' as const, name: 'Nguyễn Thị Ánh' };
const result = { number: '10/CT', date: '2025-07-03', abstract: 'Giấy phép', signer: 'Giám đốc Sở' };
const forAgency = { competentUnit: agency, placeOfReceipt: unit, holder: { unit }, owner, request: 'Cấp giấy phép' };
const toAgency = { from: { unit }, to: { unit: agency } };

let world: PaperWorld;
let token: string;
beforeAll(async () => {
  world = await createPaperWorld();
  await world.record(
    { ...catalogued(), at: july('01') },
    { ...versionPublished(), at: july('01') },
    { ...established(), at: july('01') },
    { ...received({ dossierId, ...forAgency }), at: july('01', '09:00') },
    { ...handedOver({ dossierId, ...toAgency }), at: july('01', '10:00') },
    { ...supplementRequested({ dossierId }), at: july('01', '11:00'), ...by },
    { ...extended({ dossierId, reason: 'Nhiều hồ sơ', apology: 'Sở thành thật xin lỗi.' }), at: july('02'), ...by },
    { ...settled({ dossierId, result }), at: july('03'), ...by },
    { ...received({ dossierId: stoppedOne, code: 'C-2', ...forAgency }), at: july('01', '09:30') },
    { ...handedOver({ dossierId: stoppedOne, ...toAgency }), at: july('01', '10:30') },
    { ...stopped({ dossierId: stoppedOne }), at: july('02', '09:00'), ...by },
  );
  token = await world.app.token({ roles: ['officer'], units: [agency] });
});
afterAll(() => world?.close());

const paper = async (path: string): Promise<Paper> => {
  const { status, json, body } = await world.app.get(`/v1${path}`, token);
  if (status !== 200) throw new Error(body);
  return json;
};
const textOf = ({ blocks }: Paper): string => JSON.stringify(blocks);
const ofAgency = { superior: 'UBND Thành phố', issuer: 'Sở Tư pháp', place: 'Thành phố Hồ Chí Minh' };

it('Form 01 is the Center’s, and names the agency that settles', async () => {
  const form = await paper(`/dossiers/${dossierId}/forms/01`);
  expect(form.head).toMatchObject({ superior: 'Ủy ban nhân dân Phường Thủ Dầu Một', issuer: 'Trung tâm Phục vụ hành chính công' });
  expect(textOf(form)).toContain('"Sở Tư pháp"');
  expect(textOf(form)).not.toContain('Ủy ban nhân dân Sở');
});

it.each(['02', '04', '06'])('Form %s is the agency’s own', async (form) => {
  const written = await paper(`/dossiers/${dossierId}/forms/${form}`);
  expect(written.head).toMatchObject(ofAgency);
  expect(textOf(written)).not.toMatch(/Trung tâm Phục vụ hành chính công Sở|Ủy ban nhân dân Sở/);
});

it('Form 05 is signed by the head of the agency', async () => {
  const form = await paper(`/dossiers/${stoppedOne}/forms/05`);
  expect(form).toMatchObject({ head: ofAgency, signatures: [{ capacity: 'Thủ trưởng cơ quan' }] });
});

it('the list of results that the agency hands over to the places of receipt is its own', async () => {
  const list = await paper(`/registers/${agency}/2025-07-03/results?placeOfReceipt=${unit}`);
  expect(list.head).toMatchObject(ofAgency);
  expect(textOf(list)).toContain('H29.');
});
