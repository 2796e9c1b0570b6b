"""What settings would change, worked out before they are applied (`syncline network plan`).

`facts` reads the lake; `standing`, `counts` and `warnings` are pure. Checking settings is in
`sync.network`, putting them in force in `sync.in_force`, and the rules that are asked here in
`sync.relations` and `sync.routing`.
"""

from sync.plan.plan import make_plan, plan_network
from sync.plan.values import Caution, NetworkPlan, PlanWarning, RecordKind, RelationChange

__all__ = [
    "Caution",
    "NetworkPlan",
    "PlanWarning",
    "RecordKind",
    "RelationChange",
    "make_plan",
    "plan_network",
]
