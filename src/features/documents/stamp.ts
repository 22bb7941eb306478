import type { Deps } from '../../deps.js'
import { clearAside, putAside, selectAsideRefs } from '../../jobs/aside-service.js'
import { describeFailure } from '../../jobs/failure.js'
import type { Pulse } from '../../jobs/pulse.js'
import { newDocumentCode } from '../../shared/ids.js'
import { problem } from '../../shared/problem.js'
import { type IssuedDocument, issuedDocuments } from '../cases/issued-documents.js'
import { partyRoleName } from '../catalogue/party-rule.js'
import { letterheadsOf } from '../divisions/letterheads.js'
import { licencesOnPaper } from '../licences/licences-on-paper.js'
import { nameAndPost } from '../staff/staff-service.js'
import { isGranting } from '../workflow/grant.js'
import { jointPaper } from './joint-notice.js'
import { sealSheet, typedNumber } from './sealed-sheet.js'
import { composeSheet } from './sheet.js'
import type { Person, Sheet } from './sheet-parts.js'
import { countWaiting, type NewPaper, selectWaiting, stampPapers } from './stamp-store.js'
import { templateFor } from './template.js'
import { documentTitle } from './titles.js'

/** What documents are numbered and frozen with. */
export type Stamping = Pick<Deps, 'pool' | 'items' | 'encryption' | 'templates'>

const BATCH = 100
/** What documents are called where things are put aside. */
const PAPERS = 'papers'

/**
 * Gives documents their number and keeps them as they are issued (编号存底): after the act that made them, and before
 * anybody has seen them. So no act waits for the number of another, and a number is taken only by what is there. Gives
 * how many; safe to do from any number of instances at once. What cannot be made into a paper is put aside.
 */
export async function stampDocuments(stamping: Stamping, caseId?: string): Promise<number> {
  return (await stampBatch(stamping, caseId)).stamped
}

/** The same; `isFull`: more may wait than it took along. */
async function stampBatch(
  stamping: Stamping,
  caseId?: string,
): Promise<{ stamped: number; isFull: boolean }> {
  const { pool } = stamping
  const aside = caseId === undefined ? await selectAsideRefs(pool, PAPERS) : { waiting: [], all: [] }
  const waiting = await selectWaiting(pool, { caseId, limit: BATCH, aside: aside.waiting })
  if (waiting.length === 0) return { stamped: 0, isFull: false }
  const documents = await issuedDocuments(pool, waiting)
  const { papers, failed } = await papersOf(stamping, documents)
  if (failed.length > 0) await putAside(pool, PAPERS, failed)
  const stamped = papers.length === 0 ? 0 : await stampPapers(pool, papers)
  if (aside.all.length > 0)
    await clearAside(
      pool,
      PAPERS,
      papers.map(({ document_no }) => document_no),
    )
  return { stamped, isFull: waiting.length === BATCH }
}

async function papersOf(stamping: Stamping, documents: readonly IssuedDocument[]) {
  const letterheads = await letterheadsOf(stamping.pool, organsOf(documents))
  const papers: NewPaper[] = []
  const failed: { ref: string; error: string }[] = []
  for (const document of documents) {
    try {
      papers.push(await paperOf(stamping, document, letterheads))
    } catch (failure) {
      failed.push({ ref: document.document_no, error: describeFailure(failure) })
    }
  }
  return { papers, failed }
}

/** Whose papers they are, and who did it for them. */
const organsOf = (documents: readonly IssuedDocument[]): string[] => [
  ...new Set(
    documents.flatMap(({ organisation_code, acted_by, content }) => [
      organisation_code,
      ...(acted_by === null ? [] : [acted_by]),
      ...decidersIn(content),
    ]),
  ),
]

/** 初审: codes of the organs of which one decides. */
const decidersIn = ({ forwardsTo }: IssuedDocument['content']): string[] =>
  Array.isArray(forwardsTo) ? forwardsTo.filter((each) => typeof each === 'string') : []

async function paperOf(
  stamping: Stamping,
  document: IssuedDocument,
  letterheads: Letterheads,
): Promise<NewPaper> {
  const { case_id, document_no, kind } = document
  const { sheet, organ, template, from } = await made(stamping, document, letterheads, newDocumentCode())
  const year = document.issued_on.slice(0, 4)
  const series = seriesOf(template.numberPattern, {
    organWord: template.organWord ?? organ.name,
    word: template.word ?? '',
    year,
  })
  const sealed = sealSheet(stamping.encryption, case_id, document_no, sheet)
  return {
    case_id,
    document_no,
    organisation_code: organ.code,
    kind,
    year: Number(year),
    series,
    found_by: typedNumber(series),
    sheet_encrypted: `\\x${sealed.sheet.toString('hex')}`,
    sheet_hash: `\\x${sealed.hash.toString('hex')}`,
    templates: from,
  }
}

type Letterheads = Awaited<ReturnType<typeof letterheadsOf>>

/** The paper of a document that was issued before papers were kept, as it would be made today: without a number. */
export async function sheetNow(
  stamping: Stamping,
  document: Pick<IssuedDocument, 'case_id' | 'document_no'>,
): Promise<Sheet> {
  const [issued] = await issuedDocuments(stamping.pool, [document])
  if (issued === undefined) throw problem('NOT_FOUND')
  const { sheet } = await made(stamping, issued, await letterheadsOf(stamping.pool, organsOf([issued])))
  return sheet
}

async function made(
  { pool, items, templates }: Pick<Stamping, 'pool' | 'items' | 'templates'>,
  document: IssuedDocument,
  letterheads: Letterheads,
  code?: string,
) {
  const { kind, item_code, item_version, item_type } = document
  const item = await items.version(item_code, item_version)
  if (item === undefined) throw new Error(`version ${item_version} of item ${item_code} is not there`)
  const organ = letterheads.get(document.organisation_code)
  if (organ === undefined) throw new Error(`the organisation ${document.organisation_code} is not there`)
  const held = await templates.of(organ.code)
  const { content: template, from } = templateFor(held, kind, item_type)
  const { decision } = document
  const actedBy = document.acted_by === null ? undefined : letterheads.get(document.acted_by)?.name
  const joint = await jointPaper({ pool, items }, document)
  const { presider: presides } = document.content
  const presider = typeof presides === 'string' ? await nameAndPost(pool, presides) : undefined
  const deciders = decidersIn(document.content).flatMap((each) => letterheads.get(each)?.name ?? [])
  // Only what is numbered and kept takes a number of the register.
  const licences =
    code !== undefined && isGranting(kind) ? await licencesOnPaper({ pool }, item, document) : []
  const sheet = composeSheet({
    ...(code === undefined ? {} : { code }),
    kind,
    issuedOn: document.issued_on,
    content: { ...document.content, ...document.delivery, ...joint?.content },
    ...(joint === undefined ? {} : { fees: joint.fees }),
    ...(joint?.asks === undefined ? {} : { asks: joint.asks }),
    ...(document.reused === null ? {} : { reused: document.reused }),
    template,
    organ,
    ...(actedBy === undefined ? {} : { actedBy }),
    parties: document.parties ?? [],
    persons: personsOf(document),
    ...(document.form === null ? {} : { form: document.form }),
    ...(presider === undefined ? {} : { presider }),
    ...(deciders.length === 0 ? {} : { deciders }),
    ...(licences.length === 0 ? {} : { licences }),
    case: {
      caseNo: document.case_no,
      itemName: document.item_name,
      itemType: item_type,
      receivedOn: document.received_on ?? undefined,
      acceptedOn: document.accepted_on ?? undefined,
    },
    item,
    ...(decision === null
      ? {}
      : {
          delivered: {
            decision,
            title:
              templateFor(held, decision, item_type).content.title ?? documentTitle(decision, item_type).zh,
          },
        }),
  })
  return { sheet, organ, template, from }
}

/** Who is named beside the applicants, and applicants that have a credit code; nobody's own number is printed. */
const personsOf = ({ persons }: Pick<IssuedDocument, 'persons'>): Person[] =>
  (persons ?? []).flatMap(({ role, type, name, idType, idNumberMasked }) => {
    const isCode = type === 'legal' && idType === 'USCC' && !idNumberMasked.includes('*')
    if (!isCode && (role === 'applicant' || role === 'coApplicant')) return []
    const creditCode = isCode ? { creditCode: idNumberMasked } : {}
    return [{ role: partyRoleName(role).zh, type, name, ...creditCode }]
  })

const PATTERN = '{organWord}{word}〔{year}〕{number}号'

/** The number of a document but for `{number}`: within it numbers run on. */
const seriesOf = (pattern = PATTERN, values: Record<string, string>): string =>
  pattern.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)

/** The pulse that stamps what no reader has asked for yet. */
export const stampPulse = (stamping: Stamping): Pulse => ({
  name: 'papers',
  everyMs: 1000,
  async beat(signal) {
    let done = 0
    // What comes while it works waits for the next second: one paper at a time costs as many statements as a hundred.
    for (let isMore = true; isMore && !signal.aborted; ) {
      const { stamped, isFull } = await stampBatch(stamping)
      done += stamped
      isMore = isFull && stamped > 0
    }
    return done
  },
  backlog: () => countWaiting(stamping.pool),
})
