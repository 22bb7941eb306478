import { type Static, Type } from 'typebox'
import { Strict } from '../../shared/schema.js'

/**
 * What a document says and how, as data (文书模板). Templates lie over one another: of the whole deployment and of the organ,
 * of every kind and of one, of every item type and of one; what is nearer wins, member by member. Pure.
 */

const words = (maxLength: number, description: string, example?: string) =>
  Type.String({
    minLength: 1,
    maxLength,
    pattern: '\\S',
    description,
    ...(example === undefined ? {} : { examples: [example] }),
  })
const fact = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9]{0,39}$' })

/** A paragraph; `{name}` stands for a fact of the document, and without that fact the paragraph is left out. */
const Paragraph = Strict({
  text: words(2000, 'With {name} where a fact of the document belongs (段落)'),
  when: Type.Optional(Type.Array(fact, { maxItems: 10, description: 'Only with all of these facts' })),
  unless: Type.Optional(Type.Array(fact, { maxItems: 10, description: 'Only without any of these facts' })),
  below: Type.Optional(
    Type.Boolean({ description: 'Below what the paper lists, where people sign (签名栏)' }),
  ),
})
export type Paragraph = Static<typeof Paragraph>

/** Where to go against it (救济途径): an authority and a court with their periods; nobody's free words take them away. */
const Remedies = Strict({
  authority: Type.Optional(
    words(200, 'Authority for reconsideration (行政复议机关)', '乐山市市中区人民政府'),
  ),
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 365, description: '行政复议期限（日）' })),
  court: Type.Optional(words(200, 'Court (管辖法院)', '乐山市市中区人民法院')),
  months: Type.Optional(Type.Integer({ minimum: 1, maximum: 24, description: '行政诉讼期限（月）' })),
})

const Contact = Strict({
  address: Type.Optional(words(300, '联系地址')),
  telephone: Type.Optional(words(100, '联系电话')),
  hours: Type.Optional(words(200, '办公时间')),
  complaints: Type.Optional(words(200, '监督投诉电话')),
})

export const TemplateContent = Strict({
  title: Type.Optional(words(60, 'Title (文书名称)', '受理通知书')),
  organWord: Type.Optional(words(30, 'The organ in its numbers (机关代字)', '乐市中市监')),
  word: Type.Optional(words(20, 'The kind in its numbers (文种代字)', '许受')),
  numberPattern: Type.Optional(
    Type.String({
      maxLength: 100,
      pattern: '^[^{}]*(\\{(organWord|word|year)\\}[^{}]*)*\\{number\\}[^{}]*$',
      description:
        'Number of a document (文号) of {organWord}, {word}, {year} and {number}; numbers run on within what stands around {number}',
      examples: ['{organWord}{word}〔{year}〕{number}号'],
    }),
  ),
  paragraphs: Type.Optional(Type.Array(Paragraph, { minItems: 1, maxItems: 30 })),
  bases: Type.Optional(
    Type.Array(words(500, '法律依据'), {
      maxItems: 20,
      description: 'Law that the act itself rests on (办理依据), beside that of the item',
    }),
  ),
  bring: Type.Optional(
    Type.Array(words(300, '携带物品'), { maxItems: 20, description: 'What to bring (请携带)' }),
  ),
  remedies: Type.Optional(Remedies),
  contact: Type.Optional(Contact),
  seal: Type.Optional(words(60, 'Which seal belongs there (印章)', '行政审批专用章')),
  head: Type.Optional(words(4000, 'Typst markup above the title (版头); it imports and reads nothing')),
  foot: Type.Optional(words(4000, 'Typst markup below everything (版尾); it imports and reads nothing')),
})
export type TemplateContent = Static<typeof TemplateContent>

/** A template in one version; without an owner it is the whole deployment's, without kind or item type it holds for all. */
export interface Template {
  key: string
  version: number
  organisation?: string
  kind?: string
  itemType?: string
  content: TemplateContent
}

/** The name of a template: whose, for which kind, for which item type. */
export const templateKey = ({
  organisation,
  kind,
  itemType,
}: Omit<Template, 'key' | 'version' | 'content'>): string =>
  [organisation ?? 'all', kind ?? 'all', itemType ?? 'all'].join('.')

/** Which templates hold for a document, what is general first. */
function layersFor(templates: readonly Template[], kind: string, itemType: string): Template[] {
  const near = (each: Template) =>
    (each.organisation === undefined ? 0 : 4) +
    (each.kind === undefined ? 0 : 2) +
    (each.itemType === undefined ? 0 : 1)
  return templates
    .filter((each) => (each.kind ?? kind) === kind && (each.itemType ?? itemType) === itemType)
    .toSorted((a, b) => near(a) - near(b))
}

/** What holds for a document, with the versions that it was made of. */
export function templateFor(
  templates: readonly Template[],
  kind: string,
  itemType: string,
): { content: TemplateContent; from: { key: string; version: number }[] } {
  const layers = layersFor(templates, kind, itemType)
  let content: TemplateContent = {}
  for (const { content: over } of layers)
    content = {
      ...content,
      ...over,
      remedies: { ...content.remedies, ...over.remedies },
      contact: { ...content.contact, ...over.contact },
    }
  return { content, from: layers.map(({ key, version }) => ({ key, version })) }
}

/** Functions that markup may call. */
const FUNCTIONS = new Set([
  ...['text', 'align', 'strong', 'emph', 'line', 'h', 'v', 'rect', 'box', 'block', 'grid', 'table', 'circle'],
  ...['linebreak', 'underline', 'overline', 'stack', 'pad', 'rgb', 'luma', 'upper', 'lower', 'smallcaps'],
])
/** What programs, takes something from outside, or makes much of little. */
const NEVER =
  /\b(import|include|let|set|show|while|for|if|else|context|return|break|continue|std|sys)\b|[{}$@`]|=>|["\])\d]\s*\*\s*["\d([]|\d{5,}/i
const CALLED = /#?\b([A-Za-z][\w-]*)\s*(?=[([])|#([A-Za-z][\w-]*)/g

/**
 * The first thing in a piece of Typst markup that is not of the few that it may use: no packages, files, programs, loops
 * or rules, so that it can neither reach out of the paper nor touch the text between. Undefined: there is none.
 */
export function reachesOut(markup: string): string | undefined {
  const never = NEVER.exec(markup)?.[0]
  if (never !== undefined) return never
  for (const [, called, named] of markup.matchAll(CALLED)) {
    const name = called ?? named ?? ''
    if (!FUNCTIONS.has(name) && name !== 'paper') return name
  }
  return undefined
}
