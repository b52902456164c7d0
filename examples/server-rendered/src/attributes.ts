/** What the audience browser may see of a visitor. Printed by: drift-attribute-proxy types */
export interface BrowserAttributes {
  /** What to call the visitor. */
  readonly first_name?: string;
  /** Employer. */
  readonly company?: string;
  /** Position at the employer. */
  readonly job_title?: string;
  /** Where the visitor last was, as far as Drift could tell. */
  readonly city?: string;
  /** The country of that city. */
  readonly country?: string;
  /** When the visitor was last active. ISO 8601, in UTC. */
  readonly last_seen?: string;
  /** The plan the visitor's company is on. */
  readonly plan?: 'free' | 'pro' | 'enterprise';
  /** How far the visitor has come, in your team's words. */
  readonly lifecycle_stage?: string;
}
