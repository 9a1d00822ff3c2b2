import { defineProcess } from './tools.ts';

/** The event records the decision; the deleted key makes it true (Law 91/2025/QH15). */
export const deleteKeyWhenErased = defineProcess({
  name: 'delete-key-when-erased',
  on: ['DossierPersonalDataErased', 'OfficialPersonalDataErased'],
  react: ({ stream }, tools) => tools.eraseKey(stream),
});
