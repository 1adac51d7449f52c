import { defaultQualityProfile, type QualityProfile, qualityProfile } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import type { ResolverConfig } from './config.js';

type QualityConfig = Pick<ResolverConfig, 'DOWNLOAD_QUALITY' | 'DOWNLOAD_QUALITY_FLOOR'>;

/** The default profile. @throws Fault `invalid_argument` naming the key that is wrong */
export function configuredProfile({ DOWNLOAD_QUALITY: targets, DOWNLOAD_QUALITY_FLOOR: floor }: QualityConfig): QualityProfile {
  const configured = qualityProfile(targets, floor === '' ? undefined : floor);
  if ('problem' in configured) throw new Fault('invalid_argument', `DOWNLOAD_QUALITY: ${configured.problem}`);
  return configured;
}

/** Quality profiles by name: the empty one as configured, the others by their floor. @throws see `configuredProfile` */
export function qualityProfiles(config: QualityConfig): ReadonlyMap<string, QualityProfile> {
  return new Map<string, QualityProfile>([
    ['', configuredProfile(config)],
    ['any', defaultQualityProfile],
    ['hires', { targets: [0], floor: 0 }],
    ['lossless', { targets: [0, 1], floor: 1 }],
    ['high', { targets: [0, 1, 2], floor: 2 }],
    ['standard', { targets: [0, 1, 2, 3], floor: 3 }],
  ]);
}
