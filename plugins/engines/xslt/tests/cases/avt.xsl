<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><a b="{{x}}{1 + 1}{'}'}" c="{//b, 3}" d="{(1,2)[2]}" e="{//fehlt}"/></o></xsl:template>
</xsl:stylesheet>
