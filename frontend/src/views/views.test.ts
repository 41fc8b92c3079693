import { describe, expect, it } from 'vitest';
import { heatStep } from './heat';
import { formatMeasure, formatWhole, shareOf, shortMoney } from './measures';

describe('matrix figures', () => {
  it('steps the heat by the share', () => {
    expect([0, 0.0199, 0.02, 0.055, 0.12, 0.2499, 0.25, 1].map(heatStep)).toEqual([1, 1, 2, 3, 4, 4, 5, 5]);
  });
  it('shortens money', () => {
    expect([257103, 6590000, 953.4, 999_600, 12_345_678, 0].map((value) => shortMoney(value, 'ru'))).toEqual([
      '257\u00a0тыс.', '6,59\u00a0млн', '953', '1,00\u00a0млн', '12,3\u00a0млн', '0',
    ]);
    expect([257103, 6590000].map((value) => shortMoney(value, 'en'))).toEqual(['257k', '6.59M']);
  });
  it('writes counts and shares, and a dash for nothing', () => {
    expect([formatMeasure(1342, 'integer', 'ru'), formatMeasure(0.3137, 'percent', 'ru'), formatMeasure(null, 'money', 'ru'), formatWhole(8822762.49, 'money', 'ru')]).toEqual([
      '1\u202f342', '31,4\u00a0%', '–', '8\u202f822\u202f762,49',
    ]);
  });
  it('colours by the percent, else by the part of the total', () => {
    const declared = [{ id: 'n', title: { ru: '', en: '' }, format: 'integer' as const }, { id: 's', title: { ru: '', en: '' }, format: 'percent' as const }];
    expect([shareOf([10, 0.3], declared, [100, 1]), shareOf([10], declared.slice(0, 1), [100]), shareOf([10], declared.slice(0, 1), [0])]).toEqual([0.3, 0.1, 0]);
  });
});
