import type { Settings } from '#domain/settings.ts';

/** Three real units and the city's rules by date, for tests. */
export const testSettings: Settings = {
  units: [
    { code: '25747', name: 'Thủ Dầu Một', fullName: 'Phường Thủ Dầu Một', fullNameEn: 'Thu Dau Mot Ward', type: 'ward' },
    { code: '25750', name: 'Phú Lợi', fullName: 'Phường Phú Lợi', fullNameEn: 'Phu Loi Ward', type: 'ward' },
    { code: '25760', name: 'Bình Dương', fullName: 'Phường Bình Dương', fullNameEn: 'Binh Duong Ward', type: 'ward' },
  ],
  parties: [
    { key: 'city-peoples-committee', name: 'UBND Thành phố', nameEn: 'City People’s Committee' },
    { key: 'office-of-city-committee', name: 'Văn phòng UBND Thành phố', nameEn: 'Office of the City People’s Committee' },
    { key: 'digital-transformation-center', name: 'Trung tâm Chuyển đổi số', nameEn: 'Digital Transformation Center' },
    { key: 'science-and-technology', name: 'Sở Khoa học và Công nghệ', nameEn: 'Department of Science and Technology' },
  ],
  registerPatterns: [{ from: '2025-06-01', pattern: 'H29.{unit}-{yyMMdd}-{NNNN}', firstNumber: 1, provenance: 'test' }],
  agencyIdentifiers: {},
  directorOffices: [
    { from: '2025-06-01', offices: ['vice-chair', 'head-of-department', 'deputy-head-of-department'], provenance: 'Decree 118/2025/NĐ-CP' },
    { from: '2025-10-15', offices: ['head-of-department', 'deputy-head-of-department'], provenance: 'Resolution 332/NQ-CP' },
  ],
  feeStopsClock: true,
  calendarEnd: {
    announcedDaysBefore: 365,
    publishedDaysBefore: 60,
    assignee: 'office-of-city-committee',
    escalateTo: 'city-peoples-committee',
    provenance: 'test',
  },
  receiveWithinWorkingDays: 1,
  defaultWeek: [1, 2, 3, 4, 5].flatMap((day) => [
    { day, from: '07:30', to: '11:30' },
    { day, from: '13:00', to: '17:00' },
  ]),
  lateEntryAfterMinutes: 60,
  officialRetention: { kind: 'years', years: 20, ground: 'test', certainty: 'assumption' },
  counterNeed: {
    provenance: 'test',
    residents: {
      certainty: 'assumption',
      provenance: 'test',
      byType: { ward: 100_000, commune: 50_000, special_zone: 10_000 },
      known: { '25760': { value: 200_000, certainty: 'source', provenance: 'test' } },
    },
    areaSquareKm: { '25760': { value: 20, certainty: 'source', provenance: 'test' } },
    dossiersPerThousandResidentsADay: { value: 1, certainty: 'inference', provenance: 'test' },
    counterShare: { value: 0.4, certainty: 'inference', provenance: 'test' },
    busyDay: { value: 1.25, certainty: 'assumption', provenance: 'test' },
    halfHours: {
      certainty: 'assumption',
      provenance: 'test',
      weights: [
        ['08:00', 4],
        ['08:30', 3],
        ['09:00', 2],
        ['13:00', 1],
      ],
    },
    service: {
      certainty: 'assumption',
      provenance: 'test',
      variabilityWithin: 0.5,
      procedures: { '2.000815': [3, 6], '1.004873': [1, 14] },
    },
    target: { longWaitMinutes: 15, atMost: 0.1, certainty: 'assumption', provenance: 'test' },
  },
  procedureReview: {
    coverageWanted: 0.8,
    dossiersThatWeigh: 1,
    overseer: 'office-of-city-committee',
    departmentsByField: { 'Chứng thực': 'justice', 'Hộ tịch': 'justice' },
    rolesByLevel: [
      ...(['receiving-officer', 'specialist', 'leader', 'clerk'] as const).map((role) => ({
        level: 'commune' as const,
        role,
        name: role,
        does: role,
        from: '2025-07-01',
        provenance: 'test',
      })),
      {
        level: 'district',
        role: 'specialist',
        name: 'specialist',
        does: 'specialist',
        from: '2015-01-01',
        until: '2025-06-30',
        provenance: 'test',
      },
    ],
  },
};
