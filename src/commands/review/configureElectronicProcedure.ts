import { isDeepStrictEqual } from 'node:util';
import { reviewEvents } from '#events/review/events.ts';
import { departmentOf, reviewCommand, standing } from './review.ts';

export const configureElectronicProcedure = reviewCommand({
  name: 'ConfigureElectronicProcedure',
  summary: 'Says with which steps an approved procedure was configured as an electronic one; may be corrected until it is published.',
  input: reviewEvents.schemas.ElectronicProcedureConfigured.omit({ code: true }),
  unit: departmentOf,
  decide: (state, { reviewId, system, steps }) => {
    const { code, electronic } = standing(state, reviewId, 'approved', 'configured');
    if (isDeepStrictEqual(electronic, steps)) return [];
    return [{ type: 'ElectronicProcedureConfigured', data: { reviewId, code, system, steps } }];
  },
});
