"""Recording a visit: camera, live quality, protocol, and what a crash left."""
