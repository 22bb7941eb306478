import type { Queryable } from '../../database/queryable.js'
import { columnsOf, listed, type RowOf, type WrittenRow } from '../../database/rows.js'
import type { Organ, Reach } from '../../shared/caller.js'
import type { Instant, LegalDate } from '../../shared/time.js'
import type { Limit } from '../deadlines/limit.js'
import { type VoiceKind, WAITING } from './voice.js'
import { type answerLimits, voices } from './voice-tables.js'

export interface HistoryEntry {
  at: Instant
  /** `issuer|subject`; absent: who raised it. */
  by?: string
  role?: string
  action: string
  outcome?: string
  satisfied?: boolean
  /** To which organ it was referred. */
  organisation?: string
  dueOn?: LegalDate
}

export interface VoiceRow extends RowOf<typeof voices> {
  kind: VoiceKind
  history: HistoryEntry[]
  living_organisation: string | null
}

/** Who goes on with the organ today (承继机构), by hand: organs are another feature’s table. */
const LIVING = `(select coalesce(o.successor_code, o.code) from organisations o where o.code = voices.organisation_code) as living_organisation`
const COLUMNS = `${columnsOf(voices).join(', ')}, ${LIVING}`
const TODAY = `(app_now() at time zone 'Asia/Shanghai')::date`
const AT = `to_char(app_now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

export async function selectVoice(
  db: Queryable,
  kind: VoiceKind,
  id: string,
  lock = false,
): Promise<VoiceRow | undefined> {
  const { rows } = await db.query<VoiceRow>(
    `select ${COLUMNS} from voices where id = $1 and kind = $2${lock ? ' for update' : ''}`,
    [id, kind],
  )
  return rows[0]
}

/** The sealed words of some of them. One query. */
export async function selectSealed(
  db: Queryable,
  ids: readonly string[],
): Promise<Pick<VoiceRow, 'id' | 'sealed'>[]> {
  const { rows } = await db.query<Pick<VoiceRow, 'id' | 'sealed'>>({
    name: 'select-sealed-voices',
    text: 'select id, sealed from voices where id = any($1::uuid[])',
    values: [ids],
  })
  return rows
}

/** What was ordered because of a rating. */
export async function selectRectification(db: Queryable, ratingId: string): Promise<VoiceRow | undefined> {
  const { rows } = await db.query<VoiceRow>({
    name: 'select-rectification',
    text: `select ${COLUMNS} from voices where rating_id = $1 and kind = 'rectification'`,
    values: [ratingId],
  })
  return rows[0]
}

export interface VoiceFilters {
  status?: string | undefined
  organisation?: string | undefined
  window?: string | undefined
  overdue?: boolean | undefined
}

/** Whose they may be: within reach of staff, or raised by the caller; and not of the caller where `notAbout` says so. */
export interface VoiceSight {
  reach: Reach
  raisedBy: string | null
  notAbout: readonly string[]
}

/** A page of them, the latest first. One query. */
export async function selectVoices(
  db: Queryable,
  kind: VoiceKind,
  { reach: { organs, divisions }, raisedBy, notAbout }: VoiceSight,
  filters: VoiceFilters,
  before: string | undefined,
  limit: number,
): Promise<VoiceRow[]> {
  const { rows } = await db.query<VoiceRow>({
    name: 'select-voices',
    text: `select ${COLUMNS} from voices
      where kind = $1 and (organisation_code = any($2::text[]) or divisions && $3::text[] or raised_by = $4)
        and not about && $5::text[]
        and ($6::text is null or status = $6) and ($7::text is null or organisation_code = $7)
        and ($8::uuid is null or window_id = $8)
        and ($9::boolean is null or $9 = coalesce(status = any($10::text[]) and due_on < ${TODAY}, false))
        and ($11::uuid is null or id < $11)
      order by id desc limit $12`,
    values: [
      kind,
      organs,
      divisions,
      raisedBy,
      notAbout,
      filters.status ?? null,
      filters.organisation ?? null,
      filters.window ?? null,
      filters.overdue ?? null,
      WAITING,
      before ?? null,
      limit,
    ],
  })
  return rows
}

/** Those that were made public (常见问题), the latest first. */
export async function selectPublished(
  db: Queryable,
  filters: { organisation?: string | undefined; itemCode?: string | undefined },
  before: string | undefined,
  limit: number,
): Promise<VoiceRow[]> {
  const { rows } = await db.query<VoiceRow>({
    name: 'select-published-consultations',
    text: `select ${COLUMNS} from voices
      where kind = 'consultation' and status = 'PUBLISHED' and ($1::text is null or organisation_code = $1)
        and ($2::text is null or item_code = $2) and ($3::uuid is null or id < $3)
      order by id desc limit $4`,
    values: [filters.organisation ?? null, filters.itemCode ?? null, before ?? null, limit],
  })
  return rows
}

const FILLED = ['status', 'raised_on', 'raised_at', 'reopened', 'history', 'version'] as const
export type NewVoice = Omit<WrittenRow<typeof voices, (typeof FILLED)[number]>, never>

/** Writes one as it begins, with the first entry of its history. */
export async function insertVoice(
  db: Queryable,
  voice: Partial<NewVoice> & Pick<NewVoice, 'id' | 'kind'>,
  begins: { status: string; entry: Omit<HistoryEntry, 'at'> },
): Promise<VoiceRow> {
  const columns = columnsOf(voices, ...FILLED)
  const { rows } = await db.query<VoiceRow>({
    name: 'insert-voice',
    text: `insert into voices (${columns.join(', ')}, status, raised_on, raised_at, history)
      select ${listed(columns, 'r')}, $2, ${TODAY}, app_now(),
        jsonb_build_array($3::jsonb || jsonb_build_object('at', ${AT}))
      from jsonb_populate_record(null::voices, $1) r
      returning ${COLUMNS}`,
    values: [JSON.stringify(voice), begins.status, JSON.stringify(begins.entry)],
  })
  const [row] = rows
  if (row === undefined) throw new Error('a new voice is a row')
  return row
}

export interface VoiceChange {
  status: string
  dueOn?: LegalDate | undefined
  /** To whom it goes from now on. */
  organ?: Organ | undefined
  reopened?: boolean | undefined
  question?: string | undefined
  answer?: string | undefined
  sealed: Buffer
  entry: Omit<HistoryEntry, 'at'>
}

/** Moves one on; undefined when it is no longer at the version that was read. */
export async function updateVoice(
  db: Queryable,
  { id, version }: Pick<VoiceRow, 'id' | 'version'>,
  change: VoiceChange,
): Promise<VoiceRow | undefined> {
  const { rows } = await db.query<VoiceRow>({
    name: 'update-voice',
    text: `update voices set status = $3, version = version + 1, due_on = coalesce($4, due_on),
        organisation_code = coalesce($5, organisation_code), divisions = coalesce($6, divisions),
        reopened = coalesce($7, reopened), public_question = coalesce($8, public_question),
        public_answer = coalesce($9, public_answer), sealed = $10,
        history = history || jsonb_build_array($11::jsonb || jsonb_build_object('at', ${AT}))
      where id = $1 and version = $2 returning ${COLUMNS}`,
    values: [
      id,
      version,
      change.status,
      change.dueOn ?? null,
      change.organ?.code ?? null,
      change.organ === undefined ? null : [...change.organ.divisions],
      change.reopened ?? null,
      change.question ?? null,
      change.answer ?? null,
      change.sealed,
      JSON.stringify(change.entry),
    ],
  })
  return rows[0]
}

/** Those of the ids that are there, locked in their order where they are to be changed. */
export async function selectVoicesOfClocks(
  db: Queryable,
  ids: readonly string[],
  lock = false,
): Promise<VoiceRow[]> {
  const { rows } = await db.query<VoiceRow>(
    `select ${COLUMNS} from voices where id = any($1::uuid[]) order by id${lock ? ' for update' : ''}`,
    [ids],
  )
  return rows
}

/** A calendar moved the day of some: their versions rise. Gives them. */
export async function moveDueOn(
  db: Queryable,
  moved: readonly { id: string; dueOn: LegalDate }[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<Pick<VoiceRow, 'id' | 'version'>>({
    name: 'move-voices-due',
    text: `update voices v set version = v.version + 1, due_on = r."dueOn"
      from jsonb_to_recordset($1::jsonb) as r(id uuid, "dueOn" date) where v.id = r.id returning v.id, v.version`,
    values: [JSON.stringify(moved)],
  })
  return new Map(rows.map(({ id, version }) => [id, version]))
}

/** How long a clock runs for an organ: its own limit before that of the whole deployment. */
export async function selectAnswerLimit(
  db: Queryable,
  clock: string,
  organisation: string,
): Promise<(Limit & { basis: string }) | undefined> {
  const { rows } = await db.query<Pick<RowOf<typeof answerLimits>, 'amount' | 'unit' | 'basis'>>({
    name: 'select-answer-limit',
    text: `select amount, unit, basis from answer_limits where clock = $1 and organisation_code in ($2, '')
      order by organisation_code desc limit 1`,
    values: [clock, organisation],
  })
  return rows[0] as (Limit & { basis: string }) | undefined
}
