import type { Queryable } from '../../../database/queryable.js'
import { columnsOf, type RowOf } from '../../../database/rows.js'
import { caseRecordings, caseReviews } from './file-tables.js'

export interface Finding {
  text: string
  basis?: string
  points?: number
}
export type ReviewRow = RowOf<typeof caseReviews> & {
  kind: 'legalReview' | 'fileReview'
  findings: Finding[]
}
export type RecordingRow = RowOf<typeof caseRecordings>

const REVIEW = columnsOf(caseReviews).join(', ')
const RECORDING = columnsOf(caseRecordings).join(', ')

/** Reviews of a case, the oldest first. */
export async function selectReviews(db: Queryable, caseId: string): Promise<ReviewRow[]> {
  const { rows } = await db.query<ReviewRow>({
    name: 'case-reviews',
    text: `select ${REVIEW} from case_reviews where case_id = $1 order by id limit 1000`,
    values: [caseId],
  })
  return rows
}

export async function insertReview(
  db: Queryable,
  review: Omit<ReviewRow, 'recorded_at'>,
): Promise<ReviewRow> {
  const { rows } = await db.query<ReviewRow>({
    text: `insert into case_reviews (case_id, id, kind, conclusion, score, opinion, findings, organisation_code, role,
        recorded_by, recorded_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, app_now()) returning ${REVIEW}`,
    values: [
      review.case_id,
      review.id,
      review.kind,
      review.conclusion,
      review.score,
      review.opinion,
      JSON.stringify(review.findings),
      review.organisation_code,
      review.role,
      review.recorded_by,
    ],
  })
  return rows[0] as ReviewRow
}

/** Recordings of a case, in the order of time. */
export async function selectRecordings(db: Queryable, caseId: string): Promise<RecordingRow[]> {
  const { rows } = await db.query<RecordingRow>({
    name: 'case-recordings',
    text: `select ${RECORDING} from case_recordings where case_id = $1 order by begun_at, id limit 1000`,
    values: [caseId],
  })
  return rows
}

export async function insertRecording(
  db: Queryable,
  recording: Omit<RecordingRow, 'linked_at'>,
): Promise<RecordingRow> {
  const { rows } = await db.query<RecordingRow>({
    text: `insert into case_recordings (case_id, id, window_id, begun_at, ended_at, system, reference, linked_by, linked_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, app_now()) returning ${RECORDING}`,
    values: [
      recording.case_id,
      recording.id,
      recording.window_id,
      recording.begun_at,
      recording.ended_at,
      recording.system,
      recording.reference,
      recording.linked_by,
    ],
  })
  return rows[0] as RecordingRow
}
