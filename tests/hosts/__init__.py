"""Several machines, for which network namespaces of this one stand in; as root, with Debian's iproute2."""
