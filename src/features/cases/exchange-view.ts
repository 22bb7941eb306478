import { isImpersonalNumber, MASKED } from '../../shared/masks.js'
import { personalFields } from '../catalogue/questions/personal-fields.js'
import type { CaseRecord } from './case.js'
import type { CaseView, ExchangeCaseView } from './case-schemas.js'
import { type ViewContext, viewCase } from './case-view.js'

/**
 * A case as exchange platforms see it (数据交换的字段范围): facts, codes and dates. No free words, no personal field of the
 * form, and of other systems' numbers only those that cannot be a person's. Clear data has its own, audited way.
 */
export function viewExchangeCase(record: CaseRecord, context: Omit<ViewContext, 'sight'>): ExchangeCaseView {
  const view = viewCase(record, { ...context, sight: { form: 'masked', staff: false, words: false } })
  const { correction, visitId, form, externalNos, materials, ...facts } = view
  const personal = personalFields(context.document.form.schema)
  return {
    ...facts,
    materials: materials.map(({ inspection, ...material }) => ({
      ...material,
      ...(inspection === undefined ? {} : { inspection: withoutWords(inspection) }),
    })),
    form: Object.fromEntries(Object.entries(form).filter(([name]) => !personal.has(name))),
    externalNos: externalNos.map(({ system, number }) => ({
      system: isImpersonalSystem(system) ? system : MASKED,
      number: isImpersonalNumber(number) ? number : MASKED,
    })),
    ...(visitId !== undefined && isImpersonalNumber(visitId) ? { visitId } : {}),
    ...(correction === undefined
      ? {}
      : {
          correction: {
            requestedOn: correction.requestedOn,
            items: correction.items.map(({ materialCode, field }) => ({
              ...(materialCode === undefined ? {} : { materialCode }),
              ...(field === undefined ? {} : { field }),
            })),
          },
        }),
  }
}

const withoutWords = ({
  reason: _reason,
  ...inspection
}: NonNullable<CaseView['materials'][number]['inspection']>) => inspection

/** Systems have names in any script; no digits that could be a person's number. */
const isImpersonalSystem = (system: string): boolean => !/\d{7,}/.test(system)
