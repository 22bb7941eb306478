import type { Queryable } from '../../database/queryable.js'
import { newId } from '../../shared/ids.js'
import type { ClaimedRow, TriedRow } from './delivery-store.js'
import { insertMessages, type NewMessage } from './message-store.js'
import { speak, templateOf } from './message-template.js'
import { selectTemplatesOf } from './message-template-store.js'
import { isNoticeKind, NOTICE_KINDS } from './notice-kinds.js'

/**
 * Tells the organ's clerks of notices of the law that could not be sent for good (通知未送达): what was not told has to be told
 * otherwise, or its period does not run. In the transaction that keeps the failure.
 */
export async function tellUndelivered(
  db: Queryable,
  rows: readonly ClaimedRow[],
  tried: readonly TriedRow[],
): Promise<void> {
  const failed = new Set(tried.flatMap((each) => (each.status === 'FAILED' ? [keyOf(each)] : [])))
  const missed = rows.filter((row) => failed.has(keyOf(row)) && isNotice(row))
  if (missed.length === 0) return
  const organs = [...new Set(missed.flatMap(({ organisation_code: code }) => code ?? []))]
  const templates = await selectTemplatesOf(db, organs)
  await insertMessages(
    db,
    missed.flatMap((row): NewMessage[] => {
      const { organisation_code: organ, facts } = row
      if (organ === null) return []
      const template = templateOf(templates, organ, 'undelivered')
      const told = { ...facts, what: row.title }
      return [
        {
          id: newId(),
          told_key: `${keyOf(row)} undelivered`,
          ...{ kind: 'undelivered', audience: 'organ', role: 'clerk', language: 'zh', persons: [] },
          ...{
            case_id: row.case_id,
            case_no: row.case_no,
            case_version: undefined,
            organisation_code: organ,
          },
          ...{ party_no: undefined, subject: undefined, staff_no: undefined, deputy_for: undefined },
          recipient_masked: undefined,
          ...{ template_key: template.key, template_version: template.version, facts: told },
          ...speak(template.content, 'zh', told),
        },
      ]
    }),
  )
}

const keyOf = ({ message_id, channel, round }: Pick<TriedRow, 'message_id' | 'channel' | 'round'>): string =>
  `${message_id} ${channel} ${round}`

const isNotice = ({ kind, audience, channel }: ClaimedRow): boolean =>
  audience === 'party' && channel !== 'webhook' && isNoticeKind(kind) && NOTICE_KINDS[kind].class === 'legal'
