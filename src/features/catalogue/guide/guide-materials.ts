import { escapeHtml as e } from '../../../shared/html.js'
import { fileLink, type PageContext, table } from './guide-labels.js'
import type { GuideMaterial } from './guide-schemas.js'

/** The table of materials (材料清单): wide on paper, three columns on a kiosk. */
export function materialsTable(materials: GuideMaterial[], context: PageContext): string {
  const basis = commonBasis(materials)
  const rest = basis === undefined ? materials : materials.map(({ legalBasis, ...each }) => each)
  const foot = basis === undefined ? '' : `<p><small>${context.labelled('basis', basis)}</small></p>`
  return (context.layout === 'kiosk' ? narrow(rest, context) : wide(rest, context)) + foot
}

/** A basis that all share is told once. */
function commonBasis(materials: GuideMaterial[]): string | undefined {
  const [first, ...others] = materials
  const isShared = others.length > 0 && others.every((each) => each.legalBasis === first?.legalBasis)
  return isShared ? first?.legalBasis : undefined
}

function wide(materials: GuideMaterial[], context: PageContext): string {
  const { label } = context
  const rows = materials.map(({ acceptanceStandard: standard, ...each }, index) => [
    String(index + 1),
    `${e(each.name)}${files(each, context)}`,
    e(each.count),
    e(each.necessityTitle),
    `${e(formOf(each))}<br>${e(sourceOf(each))}`,
    [...(standard === undefined ? [] : [e(standard)]), ...notesOf(each, context)].join('<br>') || '—',
    e(each.forWhom),
  ])
  const form = `${label('format')}<br>${label('source')}`
  const heads = [
    '#',
    label('material'),
    label('count'),
    label('necessity'),
    form,
    label('standard'),
    label('who'),
  ]
  return table(heads, rows, 'materials')
}

/** What is not looked for at first stands under the name. */
function narrow(materials: GuideMaterial[], context: PageContext): string {
  const { label, labelled } = context
  const rows = materials.map((each, index) => {
    const more = [
      labelled('format', formOf(each)),
      labelled('source', sourceOf(each)),
      ...notesOf(each, context),
      labelled('who', each.forWhom),
    ]
    const name = `<strong>${index + 1}. ${e(each.name)}</strong>${files(each, context)}<small>${more.join('<br>')}</small>`
    return [name, e(each.count), e(each.necessityTitle)]
  })
  return table([label('material'), label('count'), label('necessity')], rows, 'materials')
}

const formOf = ({ formatTitle, paperSize }: GuideMaterial): string =>
  paperSize === undefined ? formatTitle : `${formatTitle} ${paperSize}`

const sourceOf = ({ sourceTitle, issuer, sourceNote }: GuideMaterial): string =>
  [sourceTitle, issuer, sourceNote].filter((each) => each !== undefined).join('，')

function notesOf(each: GuideMaterial, { labelled }: PageContext): string[] {
  return [
    ...(each.fetched === undefined ? [] : [`<strong>${e(each.fetched)}</strong>`]),
    ...(each.acceptanceStandard === undefined ? [] : [labelled('standard', each.acceptanceStandard)]),
    ...(each.reason === undefined ? [] : [labelled('reason', each.reason)]),
    ...(each.fillingNotes === undefined ? [] : [labelled('filling', each.fillingNotes)]),
    ...(each.legalBasis === undefined ? [] : [labelled('basis', each.legalBasis)]),
  ]
}

function files({ blankForm, filledSample }: GuideMaterial, { label }: PageContext): string {
  const links = [
    ...(blankForm === undefined ? [] : [fileLink(blankForm, label('blankForm'))]),
    ...(filledSample === undefined ? [] : [fileLink(filledSample, label('filledSample'))]),
  ]
  return links.length === 0 ? '' : `<div class="files">${links.join('')}</div>`
}
