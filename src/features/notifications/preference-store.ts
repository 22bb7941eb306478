import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { messagePreferences } from './notification-tables.js'

export interface PreferenceRow extends RowOf<typeof messagePreferences> {
  digest: 'none' | 'daily'
  language: 'zh' | 'en'
}

/** What some people want; who has said nothing is left out. */
export async function selectPreferences(db: Queryable, persons: readonly string[]): Promise<PreferenceRow[]> {
  const { rows } = await db.query<PreferenceRow>({
    name: 'select-message-preferences',
    text: `select person, version, reminders_stopped, digest, language, updated_by, updated_at
      from message_preferences where person = any($1::text[])`,
    values: [persons],
  })
  return rows
}

/** Writes what somebody wants, where it is still at the version that was read (0: nothing is there); else undefined. */
export async function savePreference(
  db: Queryable,
  row: Omit<PreferenceRow, 'updated_at'>,
): Promise<PreferenceRow | undefined> {
  const { rows } = await db.query<PreferenceRow>({
    name: 'save-message-preference',
    text: `insert into message_preferences as p
        (person, version, reminders_stopped, digest, language, updated_by, updated_at)
      select $1, 1, $3, $4, $5, $6, app_now()
      on conflict (person) do update set version = p.version + 1, reminders_stopped = excluded.reminders_stopped,
        digest = excluded.digest, language = excluded.language, updated_by = excluded.updated_by,
        updated_at = excluded.updated_at
        where p.version = $2
      returning person, version, reminders_stopped, digest, language, updated_by, updated_at`,
    values: [row.person, row.version, row.reminders_stopped, row.digest, row.language, row.updated_by],
  })
  return rows[0]
}
