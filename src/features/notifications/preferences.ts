import type { Queryable } from '../../database/queryable.js'
import { problem } from '../../shared/problem.js'
import type { Language } from '../../shared/text.js'
import { type PreferenceRow, savePreference, selectPreferences } from './preference-store.js'

/** What somebody wants to be told, and how (接收偏好). */
export interface Preferences {
  /** `stopped`: reminders stay in the inbox (退订); notices of the law always go out. */
  reminders: 'wanted' | 'stopped'
  /** daily: reminders once a day, together (合并发送). */
  digest: 'none' | 'daily'
  language: Language
}

export const NO_PREFERENCES: Preferences = { reminders: 'wanted', digest: 'none', language: 'zh' }

const viewOf = ({ reminders_stopped, digest, language }: PreferenceRow): Preferences => ({
  reminders: reminders_stopped ? 'stopped' : 'wanted',
  digest,
  language,
})

/** What a person has said, with its version; 0: nothing, and then the defaults hold. */
export async function preferencesOf(
  db: Queryable,
  person: string,
): Promise<{ version: number; preferences: Preferences }> {
  const [row] = await selectPreferences(db, [person])
  return row === undefined
    ? { version: 0, preferences: NO_PREFERENCES }
    : { version: row.version, preferences: viewOf(row) }
}

/** What some people have said. */
export async function allPreferences(
  db: Queryable,
  persons: readonly string[],
): Promise<ReadonlyMap<string, Preferences>> {
  if (persons.length === 0) return new Map()
  const rows = await selectPreferences(db, [...new Set(persons)])
  return new Map(rows.map((row) => [row.person, viewOf(row)]))
}

/** What holds for somebody known under several names: the first who said anything; stopped where any of them says so. */
export function preferredBy(
  persons: readonly string[],
  wanted: ReadonlyMap<string, Preferences>,
): Preferences | undefined {
  const said = persons.flatMap((person) => wanted.get(person) ?? [])
  const [first] = said
  if (first === undefined) return undefined
  return { ...first, reminders: said.some(({ reminders }) => reminders === 'stopped') ? 'stopped' : 'wanted' }
}

/**
 * Stops reminders of somebody who has no token, at his word (退订); what else he has said stays. Twice is once.
 */
export async function stopReminders(db: Queryable, person: string, by: string): Promise<void> {
  const { version, preferences } = await preferencesOf(db, person)
  if (preferences.reminders === 'wanted')
    await keepPreferences(db, person, { ...preferences, reminders: 'stopped' }, { version, by })
}

/** In which language people want to be told. */
export async function languagesOf(
  db: Queryable,
  persons: readonly string[],
): Promise<ReadonlyMap<string, Language>> {
  return new Map([...(await allPreferences(db, persons))].map(([person, { language }]) => [person, language]))
}

/** Keeps what a person wants, over the version that was read; 412 where somebody was faster. */
export async function keepPreferences(
  db: Queryable,
  person: string,
  wanted: Preferences,
  { version, by }: { version: number; by: string },
): Promise<{ version: number; preferences: Preferences }> {
  const row = await savePreference(db, {
    person,
    version,
    reminders_stopped: wanted.reminders === 'stopped',
    digest: wanted.digest,
    language: wanted.language,
    updated_by: by,
  })
  if (row === undefined) throw problem('PRECONDITION_FAILED')
  return { version: row.version, preferences: viewOf(row) }
}
