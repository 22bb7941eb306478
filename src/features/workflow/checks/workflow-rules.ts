import { error, finder, type Rule, warning } from '../../../shared/finding.js'

/** What speaks against a procedure (流程检查规则), and how to mend it. */
export const WORKFLOW_RULES = {
  STEP_TWICE: error(
    ['环节编码重复', 'A step stands twice'],
    ['每个环节使用不同的编码', 'Give each step a key of its own'],
  ),
  START_UNKNOWN: error(
    ['起始环节不存在', 'The start is no step'],
    ['改为已定义的环节', 'Name one of the steps'],
  ),
  TARGET_UNKNOWN: error(
    ['后续环节不存在', 'A step leads to one that is not there'],
    ['改为已定义的环节', 'Name one of the steps'],
  ),
  JOIN_UNKNOWN: error(
    ['汇合的环节不存在', 'A join names a step that is not there'],
    ['改为已定义的环节', 'Name one of the steps'],
  ),
  DEAD_END: error(
    ['审查环节之后没有环节', 'Nothing follows a review step'],
    ['指明后续环节，最后为决定环节', 'Say what follows; the last is a decision'],
  ),
  NO_LIMIT: error(['环节没有时限', 'A step has no limit'], ['规定环节时限', 'Give it a limit']),
  REMINDER: error(
    ['到期前提醒无法发出', 'A reminder can never come'],
    ['提醒应当早于时限届满，且在环节开始之后', 'Let it come after the step begins, before its limit ends'],
  ),
  AFTER_DECISION: error(
    ['决定之后还有环节', 'Something follows the decision'],
    ['删除决定环节的后续环节', 'Remove what follows it'],
  ),
  UNREACHABLE: error(
    ['环节无法到达', 'A step is never reached'],
    ['由其他环节通向该环节，或者删除', 'Lead to it from another step, or remove it'],
  ),
  NO_DECISION: error(
    ['缺少决定环节，办件无法到达“待决定”', 'No step decides: no case would ever be decided'],
    ['增加决定环节', 'Add a step that decides'],
  ),
  NO_REVIEW: error(
    ['第一个环节应为审查环节', 'The first step must review'],
    ['决定之前设置审查环节', 'Begin with a review'],
  ),
  DECISION_IN_PARALLEL: error(
    ['决定环节与审查环节并行', 'A decision runs beside a review'],
    ['先汇合，再决定', 'Join the branches first, then decide'],
  ),
  CONDITION: error(
    ['条件不合规', 'A condition cannot be used'],
    [
      '条件只能使用 form 和 answers 中的字段和允许的运算符',
      'Use fields of form and answers, and the operators of the list',
    ],
  ),
  CONDITION_NEVER: error(
    ['条件永远不成立', 'A condition never holds'],
    ['改正条件，或者删除该分支', 'Correct the condition, or remove the branch'],
  ),
  TARGET_SHADOWED: error(
    ['该分支被前面的分支遮挡', 'A target is hidden by those before it'],
    [
      '无条件的分支放在最后，条件不要与前面的重复',
      'Put the target without a condition last, and repeat no condition',
    ],
  ),
  TARGET_NEVER: error(
    ['没有办件会走该分支', 'No case ever takes this way'],
    [
      '该分支的条件与到达此环节的条件矛盾',
      'Its condition contradicts those on every way to the step: correct one',
    ],
  ),
  NO_DEFAULT: error(
    ['缺少无条件的后续环节', 'Every target has a condition'],
    ['最后一个分支不设条件', 'Let the last target have none'],
  ),
  CYCLE: error(
    ['流程出现循环', 'The procedure goes round in a circle'],
    [
      '退回由办理人员操作（returnStep），不要写成后续环节',
      'Going back is an act of a person (returnStep), no target',
    ],
  ),
  STEP_ENTERED_TWICE: error(
    ['同一环节会被办理两次', 'A step is entered twice'],
    ['用 join 汇合各分支，或者让分支互斥', 'Join the branches there, or let only one of them be taken'],
  ),
  JOIN_ALONE: error(
    ['汇合至少要有两个分支', 'A join has two branches or more'],
    ['列出全部分支，或者删除 join', 'Name all branches, or remove the join'],
  ),
  JOIN_NOT_FED: error(
    ['汇合的环节不通向此处', 'A step that is joined does not lead there'],
    ['让该环节通向此处，或者从 join 中删除', 'Lead from it, or take it out of the join'],
  ),
  JOIN_EARLY: error(
    ['汇合没有等待全部分支', 'A join does not wait for a branch'],
    ['将通向此处的全部分支列入 join', 'Name every branch that leads there in the join'],
  ),
  JOIN_IDLE: warning(
    ['汇合的分支从不同时进行', 'A join never has two branches to join'],
    ['删除 join，或者将分叉改为并行', 'Remove the join, or let the branches run side by side'],
  ),
  TWO_DECISIONS: error(
    ['一个办件会到达两个决定环节', 'One case comes to two decisions'],
    ['各分支通向同一决定环节', 'Lead all branches to one decision'],
  ),
  DECISION_UNJOINED: warning(
    ['并行分支未经汇合即通向决定环节', 'Branches come to a decision that does not join them'],
    ['在决定环节的 join 中列出全部并行分支', 'Name every branch in the join of the decision'],
  ),
  TOO_COMPLEX: error(
    ['条件组合过多，无法核查', 'Too many conditions hang together to be checked'],
    ['简化条件，或者拆分流程', 'Make the conditions simpler, or split the procedure'],
  ),
  WHO_STEP_UNKNOWN: error(
    ['办理人条件所指环节不存在', 'Who does a step looks at one that is no other step'],
    ['改为其他已定义的环节', 'Name another step'],
  ),
  WHO_NOT_BEFORE: error(
    ['所指环节不会在本环节之前办理', 'The step whose organ is meant is never done before'],
    ['改为之前的环节', 'Name a step that comes before'],
  ),
  WHO_NOBODY: error(
    ['该角色无权完成本环节', 'Nobody in that role may finish the step'],
    [
      '审查环节用 reviewer，决定环节用 approver，或者不写',
      'Name reviewer in a review, approver in a decision, or none',
    ],
  ),
  WHO_IMPOSSIBLE: error(
    [
      '对机关的要求互相矛盾，无人可以办理',
      'What is asked of the organ contradicts itself: nobody can do the step',
    ],
    ['只保留其中一项', 'Keep one of the two'],
  ),
  ACT_NEVER: error(
    ['该操作在本环节从不可用', 'An act is never possible in the step'],
    ['删除该操作', 'Remove it'],
  ),
  ACT_NOBODY: error(
    ['没有人可以完成本环节', 'Nobody may finish the step'],
    [
      '审查环节须允许 completeStep，决定环节须允许 approve 或 deny',
      'A review needs completeStep, a decision approve or deny',
    ],
  ),
  STATUS_UNREACHABLE: error(
    ['有法定状态永远不能到达', 'A legal status can never be reached'],
    ['决定环节应当同时允许准予和不予', 'Allow both approve and deny'],
  ),
  ORGAN_UNKNOWN: error(
    ['环节的机关不存在', 'The organ of a step does not exist'],
    ['改为现行机关的代码', 'Name an organ that exists and goes on'],
  ),
  ORGAN_EXPRESSION: error(
    ['机关表达式不合规', 'The expression for an organ cannot be used'],
    [
      '只能使用表单、问题、环节填报和办理历史中的字段和允许的运算符',
      'Use fields of form, answers, steps and history, and the operators of the list',
    ],
  ),
  ORGAN_DECIDES: error(
    ['决定由本件所属机关作出', 'Another organ would decide'],
    ['其他机关只办理审查环节', 'Let other organs review; the organ of the case decides (行政许可法 Art. 22)'],
  ),
  EACH_OF_EMPTY: error(
    ['联审没有被征求意见的机关', 'A joint review asks nobody'],
    ['列出其他机关，或者删除 eachOf', 'List other organs, or leave eachOf out'],
  ),
  EACH_OF_TWICE: error(
    ['同一机关重复列出', 'An organ is asked twice'],
    ['每个机关只列一次', 'List each organ once'],
  ),
  OPINION_LONGER: warning(
    ['答复期限长于环节时限', 'An organ has longer to answer than the step takes'],
    ['缩短答复期限，或者延长环节时限', 'Shorten it, or lengthen the step'],
  ),
  DEEMED_WITHOUT_BASIS: error(
    ['逾期视为同意没有依据', 'Silence counts as agreement without a basis'],
    ['写明法律、法规依据，或者改为提醒、升级', 'Cite the statute, or remind or escalate instead'],
  ),
  STEP_INPUT: error(
    ['环节填报项不合规', 'What a step asks for cannot be used'],
    ['使用是否、数值、日期或者选项', 'Use yes and no, numbers, dates or words of a list'],
  ),
  CONDITION_TOO_EARLY: error(
    ['条件引用了之后才办理的环节', 'A condition reads what is filled in later'],
    ['改为引用之前的环节', 'Read a step that comes before'],
  ),
  JOIN_NEVER: error(
    ['汇合永远等不齐', 'A join waits for more than can come'],
    ['减少所需数量，或者增加分支', 'Need fewer, or name more'],
  ),
  JOIN_CUTS: error(
    ['汇合过早，会终止通往他处的分支', 'A join that needs only some ends a branch that leads elsewhere'],
    [
      '只需部分分支的汇合，其分支只能通向此处',
      'Where a join needs only some, let what it may end lead to it alone',
    ],
  ),
  TOGETHER_LONGER: error(
    [
      '统一、联合、集中办理的流程超过四十五个工作日',
      'What is handled together takes more than 45 working days',
    ],
    ['缩短各环节时限（行政许可法第四十二条第二款）', 'Shorten the steps (行政许可法 Art. 42(2))'],
  ),
  ON_THE_SPOT_ORGAN: error(
    ['当场办结的流程不能由其他机关办理环节', 'One act on the spot has no steps of other organs'],
    ['删除机关要求，或者改为依次办理', 'Leave the organ out, or let the steps follow each other'],
  ),
  ON_THE_SPOT_FOUR_EYES: error(
    ['当场办结与审查决定分离不能同时启用', 'One act on the spot cannot have four eyes'],
    ['关闭其中一项', 'Switch one of them off'],
  ),
  ON_THE_SPOT_PARALLEL: error(
    ['当场办结的流程不能有并行环节', 'One act on the spot has no parallel steps'],
    ['改为依次办理', 'Let the steps follow each other'],
  ),
} as const satisfies Record<string, Rule>

export type WorkflowRule = keyof typeof WORKFLOW_RULES
/** Something that speaks against a procedure. */
export const found = finder(WORKFLOW_RULES)
