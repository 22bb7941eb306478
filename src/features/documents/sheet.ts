import { MASKED } from '../../shared/masks.js'
import { DENYING_PAPERS, GRANTING_PAPERS } from '../workflow/grant.js'
import { addressed } from './addressing.js'
import { grantedOf, partialOf } from './granted.js'
import { remediesOf, supplementOf } from './remedies.js'
import { datesOf } from './sheet-dates.js'
import { type Facts, factsOf } from './sheet-facts.js'
import { listsOf } from './sheet-lists.js'
import type { Line, Sheet, SheetSource } from './sheet-parts.js'
import type { Paragraph } from './template.js'
import { documentTitle } from './titles.js'
import { groundBasis } from './wording.js'

/** The paper of a document; pure: the same source gives the same paper. */
export function composeSheet(source: SheetSource): Sheet {
  const { kind, template, organ } = source
  const facts = factsOf(source)
  const said = addressed(template.paragraphs ?? DEFAULT_PARAGRAPHS, source.parties)
  const signatures = paragraphsOf(
    said.filter(({ below }) => below === true),
    facts,
  )
  return {
    v: 1,
    ...(source.code === undefined ? {} : { code: source.code }),
    kind,
    title: template.title ?? documentTitle(kind, source.case.itemType).zh,
    organ: organ.name,
    ...(source.actedBy === undefined ? {} : { actedBy: source.actedBy }),
    addressees: source.parties,
    ...(BY_APPLICANT.has(kind) ? { addressedTo: organ.name } : {}),
    ...(source.persons === undefined || source.persons.length === 0 ? {} : { persons: source.persons }),
    caseNo: source.case.caseNo,
    item: source.case.itemName,
    issuedOn: source.issuedOn,
    paragraphs: paragraphsOf(
      said.filter(({ below }) => below !== true),
      facts,
    ),
    ...(signatures.length === 0 ? {} : { signatures }),
    lists: [...grantedOf(source), ...listsOf(source), ...supplementOf(source)],
    ...(source.asks === undefined ? {} : { asks: source.asks }),
    dates: datesOf(source.content, source.deciders !== undefined),
    bases: [
      ...groundBasis(kind, source.case.itemType, source.content.ground),
      // For its part it is a refusal (不予).
      ...(partialOf(source) !== undefined && source.case.itemType === '01' ? [REFUSED_IN_PART] : []),
      ...basesOfTemplate(source),
      ...(typeof source.content.renewalBasis === 'string' ? [source.content.renewalBasis] : []),
      ...(RESTS_ON_ITEM.has(kind) ? basesOf(source.item) : []),
    ],
    bring: bringOf(source),
    remedies: remediesOf(source),
    contact: contactOf(source),
    seal: template.seal ?? '印章',
    ...(template.head === undefined ? {} : { head: template.head }),
    ...(template.foot === undefined ? {} : { foot: template.foot }),
  }
}

/** What is only examined here rests on Art. 35 and 43, and not on the limit of a decision. */
const OF_EXAMINATION = ['《中华人民共和国行政许可法》第三十五条', '《中华人民共和国行政许可法》第四十三条']
const OF_DECISION = '《中华人民共和国行政许可法》第四十二条'
/** Nobody found the papers complete (第五项): what was not told within the days counts as accepted (第四项). */
const OF_ACCEPTANCE = '《中华人民共和国行政许可法》第三十二条第一款第（五）项'
const OF_SILENCE = '《中华人民共和国行政许可法》第三十二条第一款第（四）项'
function basesOfTemplate({ template: { bases = [] }, deciders, content }: SheetSource): string[] {
  const own = bases.map((each) => (each === OF_ACCEPTANCE && content.deemed === true ? OF_SILENCE : each))
  return deciders === undefined || !own.includes(OF_DECISION)
    ? own
    : [...own.filter((each) => each !== OF_DECISION), ...OF_EXAMINATION]
}

const REFUSED_IN_PART = '《中华人民共和国行政许可法》第三十八条第二款'

/** A kind without a template of its own still says what it is about. */
const DEFAULT_PARAGRAPHS: Paragraph[] = [
  { text: '你（单位）提出的“{item}”申请，现将有关事项告知如下。' },
  { text: '理由：{reason}' },
]

/** What the applicant says to the organ, and signs (申请人出具). */
const BY_APPLICANT = new Set(['deferralPromise', 'commitmentLetter'])

/** The paper of a decision names the law of the item beside that of the act. */
const RESTS_ON_ITEM = new Set<string>([
  'acceptanceNotice',
  ...GRANTING_PAPERS,
  ...DENYING_PAPERS,
  'notRequiredNotice',
  // No law of all licences knows the new copy: it rests on that of the item.
  'licenceReprint',
])

const basesOf = ({ legalBases }: SheetSource['item']): string[] =>
  legalBases.map(({ name, article }) => `${name.startsWith('《') ? name : `《${name}》`}${article ?? ''}`)

/** Where the parties must come themselves nobody is told how to send somebody (须本人到场). */
const bringOf = ({ template: { bring = [] }, item: { parties = [] } }: SheetSource): string[] =>
  parties.some(({ presence }) => presence === true)
    ? bring.filter((line) => !line.startsWith('委托他人'))
    : bring

function paragraphsOf(paragraphs: readonly Paragraph[], { plain, free }: Facts): Line[] {
  const has = (name: string) => Object.hasOwn(plain, name) || Object.hasOwn(free, name)
  return paragraphs.flatMap(({ text, when = [], unless = [] }) => {
    const named = [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    if (![...named, ...when].every(has) || unless.some(has)) return []
    const filled = (words: Record<string, string>) =>
      text.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => plain[name] ?? words[name] ?? '')
    const isFree = named.some((name) => plain[name] === undefined)
    const hidden = Object.fromEntries(Object.keys(free).map((name) => [name, MASKED]))
    return [{ text: filled(free), ...(isFree ? { masked: filled(hidden) } : {}) }]
  })
}

function contactOf({ template: { contact = {} }, item }: SheetSource): string[] {
  const { address, telephone, hours, complaints } = contact
  const told = (label: string, own: string | undefined, lines: readonly string[] = []) =>
    own === undefined
      ? lines.map((line) => (line.includes('：') ? line : `${label}：${line}`))
      : [`${label}：${own}`]
  return [
    ...told('联系地址', address),
    ...told('咨询电话', telephone, item.consultation),
    ...told('办公时间', hours),
    ...told('监督投诉', complaints, item.complaints),
  ]
}
