<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><p:o a="{1 + 1}" b="{{x}}" p:c="{//hund[1]/name}" xmlns:q="urn:q"><i xmlns="urn:d"/><q:x/></p:o></xsl:template>
</xsl:stylesheet>
