import { type Static, Type } from 'typebox'
import { Strict, strEnum } from '../../../shared/schema.js'
import { Fees } from '../parts/fees.js'
import { dictionaryCode, text } from '../parts/fields.js'
import { LegalBasis } from '../parts/legal-basis.js'
import { Limits } from '../parts/limits.js'
import { Material } from '../parts/material.js'
import { ProcedureStep, SpecialProcedure } from '../parts/procedure.js'
import { Result } from '../parts/result.js'

const { statutory, promised } = Limits.properties
// Situations and questions are the entry's own: a material of the directory knows neither.
const { situations: _situations, when: _when, reason: _reason, ...material } = Material.properties
const DirectoryMaterial = Strict(material)
const { situations: _inSituations, when: _stepWhen, ...step } = ProcedureStep.properties
const { situations: _resultIn, when: _resultWhen, ...result } = Result.properties

/**
 * An entry of the basic directory (基本目录), after `up_task_directory`: what is the same for all organs that carry the
 * item out. A member that is absent is not fixed by the directory: each implementation entry (实施清单) says it for itself.
 */
export const DirectoryDocument = Strict(
  {
    basicCode: Type.String({ minLength: 1, maxLength: 50, description: 'Basic code (基本编码)' }),
    localCode: Type.Optional(Type.Unsafe<string>({ ...text(50), description: '地方编码' })),
    codeProfile: Type.Optional(
      strEnum(['C0109', 'GBT39046', 'LOCAL'], {
        description: 'Layout of the code (编码规则); C0109 when absent: 12 digits',
      }),
    ),
    organisationCode: Type.String({
      minLength: 1,
      maxLength: 50,
      description: 'Who keeps the entry: an organ of a province or of the state (目录管理部门)',
    }),
    name: text(200),
    nameEn: Type.Optional(text(200)),
    type: dictionaryCode('事项类型'),
    levels: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
      minItems: 1,
      maxItems: 7,
      uniqueItems: true,
      description: 'Levels at which it may be carried out (行使层级)',
    }),
    audiences: Type.Optional(
      Type.Array(dictionaryCode('服务对象'), { minItems: 1, maxItems: 10, uniqueItems: true }),
    ),
    legalBases: Type.Array(LegalBasis, { minItems: 1, maxItems: 50, description: '设定依据' }),
    conditions: Type.Optional(Type.Array(text(2000), { minItems: 1, maxItems: 100 })),
    quantityLimit: Type.Optional(Type.Unsafe<string>({ ...text(500), description: '数量限制' })),
    materials: Type.Optional(
      Type.Array(DirectoryMaterial, {
        maxItems: 200,
        description: 'All that may be asked for without a basis of its own (申报资料)',
      }),
    ),
    procedure: Type.Optional(Type.Array(Strict(step), { minItems: 1, maxItems: 50 })),
    fees: Type.Optional(
      Strict(
        { charged: Type.Boolean(), items: Type.Optional(Fees.properties.items) },
        { description: '收费' },
      ),
    ),
    limits: Type.Optional(
      Strict(
        { statutory: Type.Optional(statutory), promised: Type.Optional(promised) },
        { description: '时限' },
      ),
    ),
    results: Type.Optional(Type.Array(Strict(result), { minItems: 1, maxItems: 20 })),
    specialProcedures: Type.Optional(Type.Array(SpecialProcedure, { maxItems: 20 })),
    remarks: Type.Optional(text(2000)),
  },
  { description: 'Entry of the basic directory as one document (基本目录)' },
)
export type DirectoryDocument = Static<typeof DirectoryDocument>
