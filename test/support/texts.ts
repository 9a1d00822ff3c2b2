import path from 'node:path';
import { type Expression, type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import {
  isCallExpression,
  isNewExpression,
  isNoSubstitutionTemplateLiteral,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isStringLiteral,
  isTemplateExpression,
} from 'typescript/unstable/ast/is';
import { API } from 'typescript/unstable/sync';

/** A text that a source file makes: fixed parts with values between them, and what it is given to. */
export type Text = {
  place: string;
  /** Layer of the file, for example `domain`. */
  layer: string;
  parts: string[];
  /** The call or property that it is given to: `Rejection`, `describe`, `detail`; undefined: none. */
  givenTo: string | undefined;
};
/** What stands in a text at run time: its code, the words it may be where its type says which, and literals in it. */
export type Value = { code: string; words: string[] | undefined; literals: string[] };

const nameOf = (callee: Node, file: SourceFile): string =>
  isPropertyAccessExpression(callee) ? callee.name.getText(file) : callee.getText(file);
const takerOf = (parent: Node, node: Node, file: SourceFile): string | undefined => {
  if (isCallExpression(parent) || isNewExpression(parent)) return nameOf(parent.expression, file);
  return isPropertyAssignment(parent) && parent.initializer === node ? parent.name.getText(file).replaceAll("'", '') : undefined;
};
const transparent = new Set([SyntaxKind.ConditionalExpression, SyntaxKind.ParenthesizedExpression, SyntaxKind.AsExpression]);

const literalsIn = (node: Node): string[] => {
  if (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) return [node.text];
  const found: string[] = [];
  node.forEachChild((child) => void found.push(...literalsIn(child)));
  return found;
};

/** The texts of these layers of `src` that are asked for, their values with the types that the compiler infers. */
export const textsOfSources = (layers: readonly string[], wanted: (text: Text) => boolean): (Text & { values: Value[] })[] => {
  const src = path.join(process.cwd(), 'src');
  const api = new API({ cwd: process.cwd() });
  try {
    const [project] = api.updateSnapshot({ openProject: path.join(process.cwd(), 'tsconfig.json') }).getProjects();
    if (project === undefined) throw new Error('there is no project');
    const { checker, program } = project;
    const wordsOf = (expressions: readonly Expression[]) =>
      checker.getTypeAtLocation(expressions).map((type) => {
        const types = type?.isUnionType() ? type.getTypes() : type === undefined ? [] : [type];
        const literals = types.flatMap((one) => (one.isStringLiteralType() ? [one.value] : []));
        return literals.length > 0 && literals.length === types.length ? literals : undefined;
      });
    return program.getSourceFileNames().flatMap((name) => {
      const inside = path.relative(src, name);
      const layer = inside.split('/')[0] ?? '';
      const file = layers.includes(layer) ? program.getSourceFile(name) : undefined;
      if (file === undefined) return [];
      const texts: (Text & { spans: Expression[] })[] = [];
      const add = (node: Node, parts: string[], givenTo: string | undefined, spans: Expression[] = []): void => {
        const text = { layer, place: `${inside}:${file.text.slice(0, node.getStart(file)).split('\n').length}`, parts, givenTo };
        if (wanted(text)) texts.push({ ...text, spans });
      };
      const visit = (node: Node, givenTo: string | undefined): void => {
        if (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) return add(node, [node.text], givenTo);
        if (isTemplateExpression(node)) {
          const spans = [...node.templateSpans];
          const parts = [node.head.text, ...spans.map(({ literal }) => literal.text)];
          add(
            node,
            parts,
            givenTo,
            spans.map(({ expression }) => expression),
          );
        }
        node.forEachChild((child) => visit(child, takerOf(node, child, file) ?? (transparent.has(node.kind) ? givenTo : undefined)));
      };
      file.forEachChild((child) => visit(child, undefined));
      const words = wordsOf(texts.flatMap(({ spans }) => spans));
      return texts.map(({ spans, ...text }) => ({
        ...text,
        values: spans.map((span) => ({ code: span.getText(file), words: words.shift(), literals: literalsIn(span) })),
      }));
    });
  } finally {
    api.close();
  }
};
