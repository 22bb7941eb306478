import type { Queryable } from '../../database/queryable.js'
import { emit } from '../../events/emit.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import { casesOfVersion } from '../cases/cases-of-version.js'
import { keptItem } from './draft-service.js'
import { versionEvent } from './item-events.js'
import { replaceSearchEntries } from './item-search.js'
import { deleteVersion, isStillToCome, selectStanding, selectVersion } from './item-version-store.js'

/** The version that is to be withdrawn, with its item locked; 404 where the caller does not keep it. */
export async function versionToWithdraw(db: Queryable, caller: Caller, itemCode: string, version: number) {
  await keptItem(db, caller, itemCode, true)
  const found = await selectVersion(db, itemCode, version)
  if (found === undefined) throw problem('NOT_FOUND')
  return found
}

/**
 * Withdraws a scheduled version (撤回待生效版本). What is or was in force is kept for ever, since cases may run on it: 409
 * tells how many do. Cases run on a version still to come only where the database's clock went back (a standby that is
 * behind took over): the database would refuse that too, but by a 500.
 */
export async function withdrawVersion(
  db: Queryable,
  caller: Caller,
  itemCode: string,
  found: Awaited<ReturnType<typeof versionToWithdraw>>,
): Promise<void> {
  const { version, document, effective_from: effectiveFrom } = found
  const cases = await casesOfVersion(db, itemCode, version)
  if (cases.all > 0 || !(await isStillToCome(db, effectiveFrom)))
    throw refusal(version, effectiveFrom, cases.running)
  const standing = await selectStanding(db, itemCode, version)
  const [newest] = standing
  await deleteVersion(
    db,
    itemCode,
    version,
    {
      latestVersion: newest?.version ?? 0,
      document: newest?.document ?? document,
    },
    { act: 'WITHDRAWN', by: subjectOf(caller), details: { effectiveFrom } },
  )
  const item = await keptItem(db, caller, itemCode, false)
  await emit(
    db,
    versionEvent('withdraw', { ...item, type: document.type }, { version, effectiveFrom }, caller),
  )
  await replaceSearchEntries(db, [itemCode])
}

function refusal(version: number, effectiveFrom: string, runningCases: number) {
  const [zhCases, enCases] =
    runningCases === 0
      ? ['', '']
      : [`，现有 ${runningCases} 件在办件使用该版本`, `; ${runningCases} running cases need it`]
  return problem('CONFLICT', {
    detail: {
      zh: `版本 ${version} 自 ${effectiveFrom} 起生效，已生效的版本须保留${zhCases}。只能撤回尚未生效且无办件使用的版本。`,
      en: `Version ${version} is in force from ${effectiveFrom} on, and such versions are kept${enCases}. Only a version that is not yet in force and that no case uses can be withdrawn.`,
    },
    extensions: { version, effectiveFrom, runningCases },
  })
}
