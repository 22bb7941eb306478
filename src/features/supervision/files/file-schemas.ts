import { Type } from 'typebox'
import { Instant, openEnum, SAID, Strict, strEnum, Uuid } from '../../../http/schemas.js'
import { MASKED } from '../../../shared/masks.js'
import type { RecordingRow, ReviewRow } from './file-store.js'

const Words = (description: string) =>
  Type.String({ minLength: 2, maxLength: 2000, pattern: SAID, description })

export const REVIEW_KINDS = ['legalReview', 'fileReview'] as const
export const CONCLUSIONS = ['agree', 'amend', 'disagree'] as const

export const ReviewInput = Strict(
  {
    kind: strEnum(REVIEW_KINDS, { description: '法制审核、案卷评查' }),
    conclusion: Type.Optional(
      strEnum(CONCLUSIONS, { description: 'Of a legal review: 同意、建议修改、不同意' }),
    ),
    score: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 100, description: 'Of a file review (评查得分)' }),
    ),
    opinion: Words('审核意见、评查意见'),
    findings: Type.Optional(
      Type.Array(
        Strict({
          text: Words('What is wrong (问题)'),
          basis: Type.Optional(Words('By which rule (依据)')),
          points: Type.Optional(Type.Integer({ minimum: 0, maximum: 100, description: '扣分' })),
        }),
        { maxItems: 50 },
      ),
    ),
  },
  {
    examples: [
      {
        kind: 'fileReview',
        score: 88,
        opinion: '案卷齐全，现场核查记录缺一名人员签名',
        findings: [{ text: '现场核查记录缺签名', points: 12 }],
      },
    ],
  },
)

const Finding = Strict({
  text: Type.String(),
  basis: Type.Optional(Type.String()),
  points: Type.Optional(Type.Integer()),
})
export const Reviews = Strict({
  data: Type.Array(
    Strict({
      reviewId: Uuid,
      kind: openEnum([...REVIEW_KINDS]),
      conclusion: Type.String({
        description:
          'agree, amend, disagree; of a file review excellent, good, passed, failed (优秀、良好、合格、不合格)',
      }),
      score: Type.Optional(Type.Integer()),
      opinion: Type.String({ description: '*** for who may not read the words of the case' }),
      findings: Type.Array(Finding),
      organisation: Type.Optional(Type.String()),
      role: Type.String(),
      by: Type.String(),
      at: Instant,
    }),
  ),
})

export const RecordingInput = Strict(
  {
    windowId: Type.Optional({ ...Uuid, description: 'Absent: where the case came in (窗口)' }),
    from: { ...Instant, description: '起', examples: ['2026-03-01T01:00:00Z'] },
    to: { ...Instant, description: '止; at most a day later', examples: ['2026-03-01T01:20:00Z'] },
    system: Type.String({
      minLength: 1,
      maxLength: 100,
      pattern: SAID,
      description: 'Which system holds it (存储系统)',
    }),
    reference: Type.String({
      minLength: 1,
      maxLength: 500,
      pattern: SAID,
      description: 'What it is called there (编号)',
    }),
  },
  {
    examples: [
      {
        from: '2026-03-01T01:00:00Z',
        to: '2026-03-01T01:20:00Z',
        system: '大厅音视频平台',
        reference: 'W08-20260301-0007',
      },
    ],
  },
)

export const Recordings = Strict({
  data: Type.Array(
    Strict({
      recordingId: Uuid,
      windowId: Uuid,
      from: Instant,
      to: Instant,
      system: Type.String(),
      reference: Type.String(),
      by: Type.String(),
      at: Instant,
    }),
  ),
})

const nameOf = (subject: string): string => subject.slice(subject.indexOf('|') + 1)

export const viewReview = (row: ReviewRow, words: boolean) => ({
  reviewId: row.id,
  kind: row.kind,
  conclusion: row.conclusion,
  ...(row.score === null ? {} : { score: row.score }),
  opinion: words ? row.opinion : MASKED,
  findings: words ? row.findings : row.findings.map((finding) => ({ ...finding, text: MASKED })),
  ...(row.organisation_code === null ? {} : { organisation: row.organisation_code }),
  role: row.role,
  by: nameOf(row.recorded_by),
  at: row.recorded_at,
})

export const viewRecording = (row: RecordingRow) => ({
  recordingId: row.id,
  windowId: row.window_id,
  from: row.begun_at,
  to: row.ended_at,
  system: row.system,
  reference: row.reference,
  by: nameOf(row.linked_by),
  at: row.linked_at,
})
