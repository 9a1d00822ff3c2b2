import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { helpIfAsked } from '#cli/help.ts';
import { asyncApiDocument } from './asyncApi.ts';
import { eventsDocument } from './events.ts';
import { openApiDocument } from './openApi.ts';

const documents: Record<string, () => string | Promise<string>> = {
  'docs/events.md': eventsDocument,
  'docs/asyncapi.json': asyncApiDocument,
  'docs/openapi.json': openApiDocument,
};

helpIfAsked(`npm run generate -- [--check]

Writes the documents made from the schemas: ${Object.keys(documents).join(', ')}.
  --check  writes nothing, and fails when one is not what the code says`);

const check = process.argv.includes('--check');
for (const [file, make] of Object.entries(documents)) {
  const wanted = await make();
  if (existsSync(file) && readFileSync(file, 'utf8') === wanted) continue;
  if (check) {
    console.error(`${file} is not what the code says; run: npm run generate`);
    process.exitCode = 1;
  } else {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, wanted);
    console.log(`wrote ${file}`);
  }
}
