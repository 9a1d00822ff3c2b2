/** A dossier that lies with another official than the one who is to do it on a day, by a substitution; to the desk of the unit where no official is named. */
export type QueueMove = {
  dossierId: string;
  from: { unit: string; official: string };
  to: { unit: string; official?: string };
  substitution: { eventId: string; official: string; substituteFor: string; from: string; until: string | null; basis: string };
};
