import type { Queryable } from '../../database/queryable.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import { canonicalJson } from '../../shared/canonical-json.js'
import { templateKey } from './template.js'
import { type NewTemplate, publishTemplate } from './template-service.js'
import { selectVersions, type Version } from './template-store.js'

/**
 * The words of this release in a database of an earlier one (随版本更新的文书模板): what the service brought itself and nobody
 * altered gets them as its next version; papers that were issued keep theirs. Where the newest version is somebody's own, it
 * stays. Words that were here before are not brought back, so that an older instance that starts beside a newer one changes
 * nothing. Gives how many were published. In the transaction of the start.
 */
export async function renewTemplates(
  db: Queryable,
  caller: Caller,
  shipped: readonly NewTemplate[],
): Promise<number> {
  const here = new Map<string, Version[]>()
  for (const version of await selectVersions(db))
    here.set(version.key, [...(here.get(version.key) ?? []), version])
  let published = 0
  for (const { organisation, kind, itemType, content } of shipped) {
    const template = {
      ...(organisation === undefined ? {} : { organisation }),
      ...(kind === undefined ? {} : { kind }),
      ...(itemType === undefined ? {} : { itemType }),
      content,
    }
    const versions = here.get(templateKey(template)) ?? []
    if (versions.at(-1)?.published_by !== subjectOf(caller)) continue
    const words = canonicalJson(content)
    if (versions.some((version) => canonicalJson(version.content) === words)) continue
    await publishTemplate(db, template, caller)
    published += 1
  }
  return published
}
