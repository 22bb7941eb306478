import type { FastifyPluginAsync } from 'fastify'
import type { Deps } from './deps.js'
import { accessRoutes } from './features/access/access-routes.js'
import { auditSearchRoutes } from './features/access/audit-search-routes.js'
import { delegationRoutes } from './features/access/delegation-routes.js'
import { bundleRoutes } from './features/bundles/bundle-routes.js'
import { undoRoutes } from './features/cases/acts/undo-routes.js'
import { adoptionRoutes } from './features/cases/adopting/adoption-routes.js'
import { batchRoutes } from './features/cases/batch-routes.js'
import { caseContentRoutes } from './features/cases/case-content-routes.js'
import { casePartsRoutes } from './features/cases/case-parts-routes.js'
import { casePersonalRoutes } from './features/cases/case-personal-routes.js'
import { caseRoutes } from './features/cases/case-routes.js'
import { caseSearchRoutes } from './features/cases/case-search-routes.js'
import { informRoutes } from './features/cases/informing/inform-routes.js'
import { intakeRoutes } from './features/cases/intake/intake-routes.js'
import { tableRoutes } from './features/cases/table/table-routes.js'
import { taskRoutes } from './features/cases/tasks/task-routes.js'
import { directoryRoutes } from './features/catalogue/directory/directory-routes.js'
import { itemRoutes } from './features/catalogue/item-routes.js'
import { deadlineRoutes } from './features/deadlines/deadline-routes.js'
import { dictionaryRoutes } from './features/dictionaries/dictionary-routes.js'
import { divisionRoutes } from './features/divisions/division-routes.js'
import { documentRoutes } from './features/documents/document-routes.js'
import { templateRoutes } from './features/documents/template-routes.js'
import { dossierRoutes } from './features/dossiers/dossier-routes.js'
import { exchangeRoutes } from './features/exchange/exchange-routes.js'
import { exitRoutes } from './features/exits/exit-routes.js'
import { feeRoutes } from './features/fees/fee-routes.js'
import { paymentRoutes } from './features/fees/payment-routes.js'
import { fileRoutes } from './features/files/file-routes.js'
import { uploadRoutes } from './features/files/uploads/upload-routes.js'
import { handoverRoutes } from './features/handovers/handover-routes.js'
import { licenceActRoutes } from './features/licences/licence-act-routes.js'
import { licenceRoutes } from './features/licences/licence-routes.js'
import { messageRoutes } from './features/notifications/message-routes.js'
import { messageTemplateRoutes } from './features/notifications/message-template-routes.js'
import { publicationRoutes } from './features/publications/publication-routes.js'
import { ratingRoutes } from './features/ratings/rating-routes.js'
import { rectificationRoutes } from './features/ratings/rectification-routes.js'
import { registerRoutes } from './features/registers/register-routes.js'
import { organChangeRoutes } from './features/reorganisation/organ-change-routes.js'
import { searchRoutes } from './features/search/search-routes.js'
import { absenceRoutes } from './features/staff/absence-routes.js'
import { staffRoutes } from './features/staff/staff-routes.js'
import { staffTransferRoutes } from './features/staff/staff-transfer-routes.js'
import { performanceRoutes } from './features/statistics/performance/performance-routes.js'
import { fileReviewRoutes } from './features/supervision/files/file-routes.js'
import { loadRoutes } from './features/supervision/load/load-routes.js'
import { orderRoutes } from './features/supervision/order-routes.js'
import { simulateRoutes } from './features/supervision/simulate-routes.js'
import { streamRoutes } from './features/supervision/stream/stream-routes.js'
import { bulkRoutes } from './features/transfer/bulk-routes.js'
import { importRoutes } from './features/transfer/import-routes.js'
import { exportRoutes } from './features/transfer/items/export-routes.js'
import { complaintRoutes } from './features/voices/complaint-routes.js'
import { consultationRoutes } from './features/voices/consultation-routes.js'
import { limitRoutes } from './features/voices/limit-routes.js'
import { workflowRoutes } from './features/workflow/workflow-routes.js'
import { jobRoutes } from './jobs/job-routes.js'

/** The features in the order in which they stand in the document. */
export const FEATURES: FastifyPluginAsync<Deps>[] = [
  divisionRoutes,
  organChangeRoutes,
  dictionaryRoutes,
  itemRoutes,
  directoryRoutes,
  importRoutes,
  exportRoutes,
  bulkRoutes,
  searchRoutes,
  publicationRoutes,
  bundleRoutes,
  caseRoutes,
  tableRoutes,
  undoRoutes,
  caseSearchRoutes,
  batchRoutes,
  casePartsRoutes,
  taskRoutes,
  informRoutes,
  documentRoutes,
  templateRoutes,
  casePersonalRoutes,
  intakeRoutes,
  feeRoutes,
  paymentRoutes,
  caseContentRoutes,
  handoverRoutes,
  exitRoutes,
  registerRoutes,
  licenceRoutes,
  dossierRoutes,
  licenceActRoutes,
  fileRoutes,
  uploadRoutes,
  staffRoutes,
  absenceRoutes,
  staffTransferRoutes,
  accessRoutes,
  delegationRoutes,
  auditSearchRoutes,
  workflowRoutes,
  adoptionRoutes,
  deadlineRoutes,
  orderRoutes,
  loadRoutes,
  fileReviewRoutes,
  ratingRoutes,
  rectificationRoutes,
  complaintRoutes,
  consultationRoutes,
  limitRoutes,
  performanceRoutes,
  streamRoutes,
  simulateRoutes,
  messageRoutes,
  messageTemplateRoutes,
  exchangeRoutes,
  jobRoutes,
]
