import type { Queryable } from '../../database/queryable.js'
import { actingCaller } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { EVERYBODY } from '../../events/make-event.js'
import { type Caller, type Owner, subjectOf } from '../../shared/caller.js'
import { type InputError, problem } from '../../shared/problem.js'
import { letterheadsOf } from '../divisions/letterheads.js'
import { codeOf, mustOwn } from '../divisions/owner-service.js'
import type { DocumentKind } from '../workflow/decision.js'
import type { Printed } from './page.js'
import { specimenOf } from './specimen.js'
import { reachesOut, type Template, type TemplateContent, templateFor, templateKey } from './template.js'
import type { TemplateReader } from './template-reader.js'
import { insertTemplate, lockTemplateKey, selectTemplate, selectTemplates } from './template-store.js'

/** A template before it has a version: its key follows from whose it is and what for. */
export type NewTemplate = Omit<Template, 'key' | 'version'>

/** At most so many are shown at once. */
const SHOWN = 1000

/** Templates in their newest version (文书模板): all, or an organ's own. */
export const listTemplates = (db: Queryable, organisation?: string): Promise<Template[]> =>
  selectTemplates(db, organisation, '', SHOWN)

/** One version of a template; 404 where there is none. */
export async function readTemplate(db: Queryable, key: string, version: number): Promise<Template> {
  const template = await selectTemplate(db, key, version)
  if (template === undefined) throw problem('NOT_FOUND')
  return template
}

/** What speaks against a template (模板检查): what an organ puts above and below reaches for nothing outside. */
export function checkTemplate({ content }: Pick<NewTemplate, 'content'>): InputError[] {
  return (['head', 'foot'] as const).flatMap((name) => {
    const found = content[name] === undefined ? undefined : reachesOut(content[name])
    return found === undefined
      ? []
      : [
          {
            pointer: `/content/${name}`,
            code: 'MARKUP_REACHES_OUT',
            message: {
              en: `Not in a template: ${found}. Markup uses a short list of functions and imports, reads and repeats nothing`,
              zh: `模板中不得使用 ${found}：只能使用少数排版函数，不得引用程序包、读取文件或者循环`,
            },
          },
        ]
  })
}

/** What somebody wants to see of templates: those in force, or with another over them that is not published yet. */
export interface PreviewAsked {
  organisation?: string | undefined
  kind: DocumentKind
  itemType: string
  content?: TemplateContent | undefined
}

/**
 * A paper that nobody gets, as the templates have it (模板预览), marked as a specimen. 404 for an unknown organ, 422 with what
 * speaks against the content.
 */
export async function previewTemplate(
  db: Queryable,
  templates: TemplateReader,
  { organisation, kind, itemType, content }: PreviewAsked,
): Promise<Printed> {
  const errors = content === undefined ? [] : checkTemplate({ content })
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
  const organ =
    organisation === undefined ? NOBODY : (await letterheadsOf(db, [organisation])).get(organisation)
  if (organ === undefined) throw problem('NOT_FOUND')
  const held = await templates.of(organisation ?? '')
  const tried =
    content === undefined
      ? []
      : [{ key: '', version: 1, organisation: organisation ?? '', kind, itemType, content }]
  const { content: template } = templateFor([...held, ...tried], kind, itemType)
  return specimenOf(kind, itemType, { template, organ })
}

const NOBODY = { name: '（机关名称）', government: '（本级人民政府）' }

/**
 * Publishes a template as the next version of its key (发布文书模板): what is issued from now on follows it, what was issued
 * stays. 403 beyond the caller's reach, 422 with what speaks against it. `numbered`: the number that it has elsewhere.
 */
export async function publishTemplate(
  db: Queryable,
  given: NewTemplate,
  caller: Caller,
  numbered?: number,
): Promise<{ template: Template; owner: Owner }> {
  const key = templateKey(given)
  await lockTemplateKey(db, key)
  const owner = await mustOwn(
    db,
    caller,
    { before: undefined, named: given.organisation },
    'cataloguer',
    'operator',
  )
  const errors = checkTemplate(given)
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
  const version = await insertTemplate(db, { key, ...given }, subjectOf(caller), numbered)
  const organisation = codeOf(owner)
  await emit(db, {
    type: 'documentTemplate.publish',
    no: key,
    version,
    actor: actingCaller(caller),
    sight: EVERYBODY,
    payload: { key, ...(organisation === null ? {} : { organisation }) },
  })
  return { template: { key, version, ...given }, owner }
}
