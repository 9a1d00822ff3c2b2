import { describe, it } from 'vitest';
import { remindOfDossier, urgeDossier } from '#commands/dossier/reminding.ts';
import { specOf } from '#test/support/spec.ts';
import { dossierId, home, received, reminded, settled, submitted, supplementRequested, urged, withdrawn } from './pasts.ts';
import { local } from './workingTimes.ts';

const holder = { unit: home, official: 'official-1' };

describe('urging a dossier', () => {
  const { given } = specOf(urgeDossier);
  const text = 'Đề nghị khẩn trương';
  const supervisor = { id: 'office-1', role: 'supervisor' } as const;
  const head = { id: 'h-1', role: 'center-head', unit: home } as const;

  it('is put on record with whom it reaches: the holder and his head', () =>
    given(received())
      .when({ dossierId, text }, { actor: supervisor })
      .yields({ type: 'DossierUrged', data: { dossierId, holder, to: ['holder', 'head'], text } }));
  it('by the head reaches whoever holds it', () =>
    given(received())
      .when({ dossierId, text }, { actor: head })
      .yields({ type: 'DossierUrged', data: { dossierId, holder, to: ['holder'], text } }));
  it('may concern what was handed in and not received, and what waits for the citizen', () => {
    given(submitted())
      .when({ dossierId, text }, { actor: supervisor })
      .yields({ type: 'DossierUrged', data: { dossierId, holder: { unit: home }, to: ['holder', 'head'], text } });
    given(received(), supplementRequested())
      .when({ dossierId, text }, { actor: supervisor })
      .yields({ type: 'DossierUrged', data: { dossierId, holder, to: ['holder', 'head'], text } });
  });
  it('with the same words by the same person within a short time is one, also over the reception', () => {
    const past = { ...urged({ holder: { unit: home } }, local('2025-07-01T09:05')), actor: supervisor };
    given(submitted(), past)
      .when({ dossierId, text }, { actor: supervisor, at: local('2025-07-01T09:20') })
      .yieldsNothing();
    given(submitted(), past, received({}, local('2025-07-01T09:10')))
      .when({ dossierId, text }, { actor: supervisor, at: local('2025-07-01T09:20') })
      .yieldsNothing();
    given(submitted(), past)
      .when({ dossierId, text }, { actor: supervisor, at: local('2025-07-01T09:21') })
      .yields({ type: 'DossierUrged', data: { dossierId, holder: { unit: home }, to: ['holder', 'head'], text } });
    given(submitted(), past)
      .when({ dossierId, text }, { actor: { ...supervisor, id: 'office-2' }, at: local('2025-07-01T09:06') })
      .yields({ type: 'DossierUrged', data: { dossierId, holder: { unit: home }, to: ['holder', 'head'], text } });
  });
  it('is refused when there is a result, an end, or no dossier', () => {
    given(received(), settled()).when({ dossierId, text }).isRejected('dossier-already-settled');
    given(received(), withdrawn()).when({ dossierId, text }).isRejected('dossier-ended');
    given().when({ dossierId, text }).isRejected('dossier-not-found');
  });
});

describe('reminding of a dossier', () => {
  const { given } = specOf(remindOfDossier);
  const due = local('2025-07-04T14:20');
  const step = { dossierId, about: 'due', step: 'overdue', kind: 'overdue', countsFrom: due, to: ['holder', 'head'] } as const;
  const input = { ...step, to: [...step.to] };
  const onRecord = { type: 'DossierReminded' as const, data: { ...input, holder } };

  it('is put on record once for each step and time', () => {
    given(received()).when(input).yields(onRecord);
    given(received(), reminded()).when(input).yieldsNothing();
    given(received(), reminded({ step: 'due-in-4' }))
      .when(input)
      .yields(onRecord);
  });
  it('changes nothing when the dossier waits for something else by now, has a result, or has ended', () => {
    given(received(), supplementRequested()).when(input).yieldsNothing();
    given(received(), settled()).when(input).yieldsNothing();
    given(received(), withdrawn()).when(input).yieldsNothing();
    given(received())
      .when({ ...input, countsFrom: local('2025-07-03T14:20') })
      .yieldsNothing();
    given().when(input).yieldsNothing();
  });
  it('reminds of reception from when it was handed in, and of the citizen from when the clock stopped', () => {
    const reception = { ...input, about: 'reception' as const, step: 'unreceived-4', countsFrom: local('2025-07-01T09:00') };
    given(submitted())
      .when(reception)
      .yields({ type: 'DossierReminded', data: { ...reception, holder: { unit: home } } });
    const since = local('2025-07-02T09:00');
    const citizen = { ...input, about: 'citizen' as const, step: 'waiting-80', countsFrom: since };
    given(received(), supplementRequested({}, since))
      .when(citizen)
      .yields({ type: 'DossierReminded', data: { ...citizen, holder } });
  });
});
